import t, { type Test } from "tap"
import { Fault } from "../../../hub/plugin/errors.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { pageHub } from "../../support/page-hub.ts"

const CarmeHub = {
  queues: { large: { partition: "large", display_name: "Large" } },
  quotas: { user: {}, booker: { reservations: true } },
  reservations: {},
  time_zone: "Europe/Berlin",
}
const site = (t: Test, spawner = bookedCluster().spawner, settings: object = CarmeHub) =>
  pageHub(t, { spawner, settings: { CarmeHub: { ...settings } } })

function dataOf(text: string) {
  return JSON.parse(/id="calendar-data">([^<]*)</.exec(text)?.[1] ?? "null")
}

t.test("the page knows the nodes, the zone, and whether its reader may book", async t => {
  const hub = await site(t)
  const { text, status } = await (await hub.as("alice")).open("/hub/calendar")
  t.equal(status, 200)
  t.same(dataOf(text), {
    queues: [
      {
        name: "large",
        displayName: "Large",
        types: ["a100"],
        nodes: [
          { name: "n1", gpus: "2 a100" },
          { name: "n2", gpus: "2 a100" },
        ],
      },
    ],
    unit: "nodes",
    zone: "Europe/Berlin",
    may_book: false,
  })
  t.match(text, /None of your roles may book/)
  t.notMatch(text, /id="book"/)
  t.match(text, /href="\/hub\/calendar" aria-current="page">Calendar/)
  const admin = await (await hub.as("admin")).open("/hub/calendar")
  t.equal(dataOf(admin.text).may_book, true)
  t.match(admin.text, /id="book"/)
})

t.test("Slurm away: the page is there, and says so", async t => {
  const { spawner } = bookedCluster()
  const silent = async () => {
    throw new Fault(503, "Slurm does not answer")
  }
  const scheduler = () => ({ ...spawner.scheduler?.({} as never), resources: silent }) as never
  const hub = await site(t, { ...spawner, scheduler })
  const { text, status } = await (await hub.as("alice")).open("/hub/calendar")
  t.equal(status, 200)
  t.match(text, /Slurm does not answer at the moment/)
})

t.test("without a calendar there is no page and no link", async t => {
  const hub = await site(t, undefined, {})
  const alice = await hub.as("alice")
  t.equal((await alice.open("/hub/calendar")).status, 404)
  t.notMatch((await alice.open("/hub/token")).text, /hub\/calendar/)
})
