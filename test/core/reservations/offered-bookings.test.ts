import t from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { calendarOf } from "../../../hub/core/reservations/bookable.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"

t.test("a booking is offered to those who may use it, while it holds", async t => {
  const start = new Date("2026-11-30T08:00:00Z")
  const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000)
  const clock = manualClock(start)
  const traits = {
    "CarmeHub.queues": { large: { partition: "large" } },
    "CarmeHub.reservations": {},
    "CarmeHub.time_zone": "Europe/Berlin",
  }
  const { core, addUser } = await bareCore(t, { clock, spawner: bookedCluster().spawner, traits })
  const calendar = calendarOf(core)
  if (!calendar) throw new Error("no calendar")
  const [ada, bob, eve] = [await addUser("ada"), await addUser("bob"), await addUser("eve")]
  const wanted = { nodes: 1, gpus: 0, gpuType: null }
  const common = { wanted, queue: "large", timeZone: "UTC", group: null, note: "", by: "ada", beyondRules: true }
  const { id, name } = await book(core, { ...common, owner: ada, users: ["bob"], starts: at(1), ends: at(3) })
  const offered = async (user: typeof ada) => (await offerFor(core, user)).bookings
  await keepInSlurm(core, calendar)
  t.same(await offered(ada), [], "not before")
  await clock.advance(1.5 * 3_600_000)
  await keepInSlurm(core, calendar)
  const mine = [
    { id, name, queue: "large", text: "n1 in large, until Mon 30 Nov 12:00 (Europe/Berlin)", minutesLeft: 90 },
  ]
  t.same(await offered(ada), mine)
  t.same(await offered(bob), mine)
  t.same(await offered(eve), [])
  await clock.advance(2 * 3_600_000)
  t.same(await offered(ada), [], "nor after, though nobody has looked at Slurm yet")
})

t.test("one made in Slurm by hand is offered to whom it names, in a queue that has its nodes", async t => {
  const start = new Date("2026-11-30T08:00:00Z")
  const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000)
  const clock = manualClock(start)
  const traits = {
    "CarmeHub.queues": {
      small: { partition: "small" },
      large: { partition: "large" },
      paid: { partition: "large", account: "lab", default: true },
      closed: { partition: "large", account: "vip" },
    },
    "CarmeHub.quotas": { user: { queues: ["small", "large", "paid"] } },
    "CarmeHub.reservations": {},
  }
  const cluster = bookedCluster()
  const { core, addUser } = await bareCore(t, { clock, spawner: cluster.spawner, traits })
  const ada = await addUser("ada")
  const there = { start: at(-1), end: at(2), nodes: ["n1"] }
  cluster.byHand("hers", { ...there, users: ["ada", "bob"] })
  cluster.byHand("labs", { ...there, nodes: ["n2"], accounts: ["lab"] })
  cluster.byHand("vips", { ...there, accounts: ["vip"] })
  cluster.byHand("others", { ...there, users: ["bob"] })
  cluster.byHand("elsewhere", { ...there, nodes: ["n9"], users: ["ada"] })
  cluster.byHand("later", { ...there, start: at(1), users: ["ada"] })
  const offer = await offerFor(core, ada)
  t.match(offer.bookings, [
    { id: "hers", name: "hers", queue: "paid", text: /^hers \(made in Slurm\): n1 in paid, until/, minutesLeft: 120 },
    { id: "labs", name: "labs", queue: "paid" },
  ])
  t.equal(offer.bookings?.length, 2)
  cluster.reservations.clear()
  await clock.advance(20_000)
  t.same((await offerFor(core, ada)).bookings, [])
})

t.test("without a calendar an offer says nothing of bookings", async t => {
  const { core, addUser } = await bareCore(t)
  t.notOk("bookings" in (await offerFor(core, await addUser("ada"))))
})
