/** Bookings on real databases: parallel requests for the last GPUs give one booking, and the others are told when. */
import t, { type Test } from "tap"
import { type BookingRequest, book } from "../../../hub/core/reservations/book.ts"
import { listReservations } from "../../../hub/db/reservations.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { type BareCoreOptions, bareCore } from "../../support/bare-core.ts"
import { type BookedCluster, bookedCluster, node } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"

const start = new Date("2026-11-30T08:00:00Z")
const conflict = { message: /no room/, detail: { code: "reservation-conflict" } }
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

async function site(
  t: Test,
  settings: object = {},
  parts: BareCoreOptions = {},
  cluster: BookedCluster = bookedCluster(),
) {
  const traits = {
    "CarmeHub.queues": { large: { partition: "large" }, same: { partition: "same" }, none: {} },
    "CarmeHub.quotas": { user: { reservations: { days_ahead: 7, hours: 8 } } },
    "CarmeHub.reservations": settings,
    "CarmeHub.time_zone": "Europe/Berlin",
    ...parts.traits,
  }
  const hub = await bareCore(t, { clock: manualClock(start), spawner: cluster.spawner, ...parts, traits })
  const ask = (owner: UserRow, row: Partial<BookingRequest> = {}) =>
    book(hub.core, {
      owner,
      queue: "large",
      wanted: { nodes: 1, gpus: 0, gpuType: null },
      starts: after(24),
      ends: after(26),
      timeZone: "Europe/Berlin",
      users: [],
      group: null,
      note: "",
      by: owner.name,
      beyondRules: false,
      ...row,
    })
  return { ...hub, cluster, ask }
}

t.test(
  "of parallel requests for the last nodes as many are given as there are, and the others are told when",
  async t => {
    await forEachDatabase(t, async (t, db) => {
      const { addUser, ask } = await site(t, {}, { db })
      const [ada, bob] = [await addUser("ada"), await addUser("bob")]
      const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => ask(i % 2 === 0 ? ada : bob)))
      const given = answers.flatMap(answer => (answer.status === "fulfilled" ? [answer.value] : []))
      t.same(given.flatMap(row => row.nodes).sort(), ["n1", "n2"], "each node once")
      const refused = answers.flatMap(answer => (answer.status === "rejected" ? [answer.reason] : []))
      t.equal(refused.length, 10)
      t.ok(refused.every(reason => reason instanceof Refusal && reason.detail.code === "reservation-conflict"))
      t.match(
        refused[0].message,
        /no room for 1 node in the queue large.*Free would be .*Tue 1 Dec 11:00 to Tue 1 Dec 13:00.*Europe\/Berlin/,
      )
      t.match(refused[0].detail.allowed.at(-1), { starts: after(26).toISOString(), ends: after(28).toISOString() })
      t.equal((await listReservations(db)).length, 2, "and nothing is kept of them")
    })
  },
)

t.test("what a booking holds, and as what it is kept", async t => {
  const { ask, addUser, core } = await site(t)
  const ada = await addUser("ada")
  const row = await ask(ada, { wanted: { nodes: null, gpus: 3, gpuType: "a100" }, note: "course" })
  t.match(row, {
    nodes: ["n1", "n2"],
    gpus: 4,
    gpu_type: "a100",
    state: "approved",
    approved_by: "ada",
    partition: "large",
  })
  t.match(row.name, /^carme-test-[0-9a-f]{10}$/)
  t.same(await listReservations(core.db), [row])
})

t.test("GPUs by count, where the site wants that", async t => {
  const { ask, addUser } = await site(t, { unit: "gpus" })
  const ada = await addUser("ada")
  const wanted = { nodes: null, gpus: 3, gpuType: null }
  t.match(await ask(ada, { wanted }), { unit: "gpus", nodes: [], gpus: 3 })
  await t.rejects(ask(ada, { wanted: { ...wanted, gpus: 2 } }), conflict)
  await t.resolves(ask(ada, { wanted: { ...wanted, gpus: 1 } }))
})

t.test("what was booked in Slurm by hand is in the way, under another queue too", async t => {
  const cluster = bookedCluster([node("n1", 2, ["large", "same"]), node("n2", 2, ["large", "same"])])
  cluster.byHand("maint", { start: after(25), end: after(48), nodes: ["n1", "n2"] })
  const { ask, addUser } = await site(t, {}, {}, cluster)
  const ada = await addUser("ada")
  await t.rejects(ask(ada), conflict)
  await t.resolves(ask(ada, { ends: after(25) }))
  await t.resolves(ask(ada, { ends: after(25), queue: "same" }), "the other node")
  await t.rejects(ask(ada, { ends: after(25), queue: "same" }), conflict)
})

t.test("rules of the roles, and people to whom they do not apply", async t => {
  const { ask, addUser } = await site(t, { approval: ["large"] })
  const ada = await addUser("ada")
  await t.rejects(ask(ada, { ends: after(40) }), {
    message: /8 hours/,
    detail: { code: "reservation-hours", allowed: 8 },
  })
  t.match(await ask(ada), { state: "requested", approved_by: null, approved_at: null })
  t.match(await ask(ada, { ends: after(40), beyondRules: true, by: "root" }), {
    state: "approved",
    approved_by: "root",
  })
  await t.rejects(ask(ada, { beyondRules: true }), conflict, "room there has to be")
  const t4 = { "CarmeHub.quotas": { user: { reservations: true, gpu_types: ["t4"] } } }
  const other = await site(t, {}, { traits: t4 })
  const asked = other.ask(await other.addUser("ada"))
  await t.rejects(asked, { message: /GPUs of any type/, detail: { code: "quota-gpu-types" } }, "a node has a100s")
})

t.test("what can never be, is told as that", async t => {
  const { ask, addUser } = await site(t)
  const ada = await addUser("ada")
  await t.rejects(ask(ada, { wanted: { nodes: 3, gpus: 0, gpuType: null } }), {
    status: 409,
    message: /does not have 3 nodes at all: it has 2 a100 on n1, 2 a100 on n2/,
    detail: { code: "reservation-too-large" },
  })
  await t.rejects(ask(ada, { queue: "none" }), {
    status: 400,
    message: /no queue none to book in. You can choose large, same/,
  })
})

t.test("a hub without a calendar, or without a scheduler, says so", async t => {
  const off = await site(t, {}, { traits: { "CarmeHub.reservations": null } })
  await t.rejects(off.ask(await off.addUser("ada")), { message: /no calendar/, detail: { code: "reservations-off" } })
  const { spawner } = bookedCluster()
  const { scheduler, ...local } = spawner
  t.ok(scheduler)
  const none = await site(t, {}, { spawner: local })
  await t.rejects(none.ask(await none.addUser("ada")), { message: /no calendar/ })
})
