/** Changes of a booking that holds already, and decisions that come too late. */
import t, { type Test } from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { cancelBooking, changeBooking, decideBooking } from "../../../hub/core/reservations/change.ts"
import { changeReservation } from "../../../hub/db/reservations.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster, node } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"

const start = new Date("2026-11-30T08:00:00Z")
const hour = 3_600_000
const after = (hours: number) => new Date(start.getTime() + hours * hour)

/** One node, and a booking of it for two hours from the first on, which has begun half an hour ago. */
async function running(t: Test, settings: object = {}) {
  const clock = manualClock(start)
  const hub = await bareCore(t, {
    clock,
    spawner: bookedCluster([node("n1")]).spawner,
    traits: {
      "CarmeHub.queues": { large: { partition: "large" } },
      "CarmeHub.quotas": { user: { reservations: { days_ahead: 1, hours: 3 } } },
      "CarmeHub.reservations": settings,
    },
  })
  const ada = await hub.addUser("ada")
  const ask = (starts: number, ends: number) =>
    book(hub.core, {
      owner: ada,
      queue: "large",
      wanted: { nodes: 1, gpus: 0, gpuType: null },
      starts: after(starts),
      ends: after(ends),
      timeZone: "UTC",
      users: [],
      group: null,
      note: "",
      by: "ada",
      beyondRules: false,
    })
  const made = await ask(1, 3)
  const row = { ...made, state: "approved" as const }
  await hub.core.db.q("carme_reservations").where({ id: made.id }).update({ state: "approved" })
  await changeReservation(hub.core.db, row, { state: "active" })
  await clock.advance(1.5 * hour)
  return { ...hub, clock, id: made.id, ask }
}

const ada = { name: "ada", beyondRules: false }
const root = { name: "root", beyondRules: true }

t.test("a running one is made longer or shorter, but its begin stays", async t => {
  const { core, id } = await running(t)
  t.match(await changeBooking(core, id, { ends: after(4) }, ada), { state: "active", ends: after(4), nodes: ["n1"] })
  t.match(await changeBooking(core, id, { ends: after(2) }, ada), { ends: after(2) })
  await t.rejects(changeBooking(core, id, { starts: after(2), ends: after(4) }, ada), { message: /has begun/ })
  await t.rejects(changeBooking(core, id, { ends: after(5) }, ada), {
    detail: { code: "reservation-hours" },
    message: /3 hours/,
  })
  await t.rejects(changeBooking(core, id, { ends: after(1.2) }, ada), { message: /over/ })
})

t.test("what begins soon may still be made shorter, and no longer", async t => {
  const { core, clock, ask } = await running(t, { lead_time: "0:30:00" })
  const { id } = await ask(3, 5)
  await clock.advance(1.2 * hour)
  t.match(await changeBooking(core, id, { ends: after(4) }, ada), { state: "approved", ends: after(4) })
  await t.rejects(changeBooking(core, id, { ends: after(5) }, ada), {
    message: /has to be made 0:30:00 before/,
    detail: { code: "reservation-lead-time" },
  })
})

t.test("not into the next booking", async t => {
  const { core, id, ask } = await running(t)
  await ask(3, 4)
  await t.rejects(changeBooking(core, id, { ends: after(3.5) }, ada), {
    message: /no room/,
    detail: { code: "reservation-conflict" },
  })
})

t.test("where an approval is needed, a running one is not made longer without", async t => {
  const { core, id } = await running(t, { approval: true })
  await t.rejects(changeBooking(core, id, { ends: after(4) }, ada), {
    detail: { code: "reservation-approval" },
    message: /approval/,
  })
  t.match(await changeBooking(core, id, { ends: after(4) }, root), { state: "active", changed_by: "root" })
  t.match(await changeBooking(core, id, { ends: after(2) }, ada), { state: "active" }, "shorter it may be")
})

t.test("cancelled while it holds, it ends now", async t => {
  const { core, id, ask } = await running(t)
  t.match(await cancelBooking(core, id, ada), { state: "cancelled", ends: after(1.5) })
  await t.resolves(ask(2, 3), "and its place is free")
})

t.test("no decision on what is over or needs none", async t => {
  const { core, id } = await running(t)
  await t.rejects(decideBooking(core, id, true, "", root), { message: /is active: it cannot be approved/ })
  await t.rejects(decideBooking(core, id + 1, true, "", root), { message: /There is no booking/ })
  await t.rejects(changeBooking(core, id, { note: "x" }, { ...ada, version: 1 }), {
    detail: { code: "reservation-changed" },
    message: /changed meanwhile/,
  })
})
