/** Slurm and the calendar, brought into accordance round by round, whatever broke in between. */
import t, { type Test } from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { calendarOf } from "../../../hub/core/reservations/bookable.ts"
import { cancelBooking, changeBooking, decideBooking } from "../../../hub/core/reservations/change.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { findReservation, type ReservationRow } from "../../../hub/db/reservations.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { deleteUser } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"

const start = new Date("2026-11-30T08:00:00Z")
const hour = 3_600_000
const after = (hours: number) => new Date(start.getTime() + hours * hour)

async function site(t: Test, settings: object = {}) {
  const cluster = bookedCluster()
  const clock = manualClock(start)
  const traits = {
    "CarmeHub.queues": { large: { partition: "large" } },
    "CarmeHub.quotas": { user: { reservations: true } },
    "CarmeHub.reservations": settings,
  }
  const hub = await bareCore(t, { clock, spawner: cluster.spawner, traits })
  const { core } = hub
  const calendar = calendarOf(core)
  if (!calendar) throw new Error("no calendar")
  const ada = await hub.addUser("ada")
  return {
    ...hub,
    cluster,
    clock,
    ada,
    round: () => keepInSlurm(core, calendar),
    row: async (id: number) => (await findReservation(core.db, id)) as ReservationRow,
    book: (starts = 24, ends = 26, owner: UserRow = ada, beyondRules = true) =>
      book(core, {
        owner,
        queue: "large",
        wanted: { nodes: 1, gpus: 0, gpuType: null },
        starts: after(starts),
        ends: after(ends),
        timeZone: "UTC",
        users: [],
        group: null,
        note: "",
        by: "ada",
        beyondRules,
      }),
  }
}

const root = { name: "root", beyondRules: true }

t.test("made, begun, ended", async t => {
  const { cluster, clock, round, row, book } = await site(t, { release_after: "1:00:00" })
  const { id, name } = await book()
  await round()
  t.match(cluster.reservations.get(name), { start: after(24), end: after(26), nodes: ["n1"], users: ["ada"] })
  t.match(await row(id), { state: "approved", made_at: start })
  await round()
  t.same(cluster.asked, [`create ${name}`], "nothing is done twice")
  await clock.advance(24.5 * hour)
  await round()
  t.equal((await row(id)).state, "active")
  await clock.advance(2 * hour)
  await round()
  t.match(await row(id), { state: "ended", message: null, ends: after(26) })
})

t.test("a crash before Slurm made it, and one after: the next round goes on", async t => {
  for (const when of ["before", "after"] as const) {
    const { cluster, round, row, book, log } = await site(t)
    const { id, name } = await book()
    cluster.breakNext("create", when)
    await round()
    t.match(await row(id), { state: "approved", made_at: null }, when)
    t.match(log(), /could not be settled with Slurm; it is tried again/)
    await round()
    t.ok(cluster.reservations.has(name))
    t.ok((await row(id)).made_at, "and it is known to be there")
    await round()
    t.equal(cluster.asked.filter(asked => asked.startsWith("create")).length, when === "before" ? 2 : 1)
  }
})

t.test("cancelled between the look and the making: what was made is removed", async t => {
  const { core, cluster, round, row, book } = await site(t)
  const { id, name } = await book()
  cluster.breakNext("create", "after")
  await round()
  for (const look of [() => cancelBooking(core, id, root), round]) {
    cluster.breakNext("delete", "before")
    await look()
    t.match(await row(id), { state: "ending", message: "Cancelled by root" }, "its place is not free yet")
  }
  t.ok(cluster.reservations.has(name), "Slurm did not answer")
  await round()
  t.notOk(cluster.reservations.has(name))
  t.match(await row(id), { state: "cancelled", message: "Cancelled by root" })
})

t.test("a name that is taken is the own one, where an answer was lost", async t => {
  const { cluster, round, row, book } = await site(t)
  const { id, name } = await book()
  cluster.refuseNext("create", "Reservation name is in use")
  // As if another hub had made it between this hub's look and its try.
  const { reservations } = cluster
  const create = reservations.set.bind(reservations)
  const other = { name, start: after(24), end: after(26), nodes: ["n1"], users: ["ada"] }
  const get = reservations.values.bind(reservations)
  let looks = 0
  reservations.values = () => {
    looks += 1
    if (looks === 2)
      create(name, { partition: null, gpus: 0, gpusByType: {}, accounts: [], flags: [], isActive: false, ...other })
    return get()
  }
  await round()
  t.match(await row(id), { state: "approved", made_at: start })
})

t.test("Slurm's no is the end of a booking, in its words", async t => {
  const { cluster, round, row, book } = await site(t)
  const { id } = await book()
  cluster.refuseNext("create", "Invalid user id")
  await round()
  t.match(await row(id), { state: "failed", message: "Invalid user id.", notice: "wanted" })
})

t.test("changed in the calendar, changed in Slurm; moved to other nodes, made anew", async t => {
  const { core, cluster, round, book } = await site(t)
  const { id, name } = await book()
  await round()
  await changeBooking(core, id, { ends: after(28) }, root)
  await round()
  t.match(cluster.reservations.get(name), { end: after(28), nodes: ["n1"] })
  const second = await book(30, 32)
  t.same(second.nodes, ["n1"])
  await changeBooking(core, id, { starts: after(30), ends: after(32) }, root)
  await round()
  t.match(cluster.reservations.get(name), { start: after(30), end: after(32), nodes: ["n2"] })
  t.same(cluster.asked.filter(asked => asked.endsWith(name)).slice(-2), [`delete ${name}`, `create ${name}`])
  t.equal(cluster.reservations.get(second.name)?.nodes[0], "n1")
})

t.test("one that takes the place of another waits until that has moved", async t => {
  const { core, cluster, round, row, book } = await site(t)
  const [first, other] = [await book(24, 26), await book(24, 26)]
  await round()
  await changeBooking(core, first.id, { starts: after(40), ends: after(42) }, root)
  await changeBooking(core, other.id, { starts: after(50), ends: after(52) }, root)
  const next = await book(23, 25)
  t.same(next.nodes, first.nodes)
  await round()
  t.match(await row(next.id), { state: "approved", made_at: start })
  t.match(cluster.reservations.get(next.name), { start: after(23), nodes: first.nodes })
  t.match(cluster.reservations.get(first.name), { start: after(40) })
})

t.test("a change that Slurm refuses is taken back, and told", async t => {
  const { core, cluster, round, row, book } = await site(t)
  const { id } = await book()
  await round()
  await changeBooking(core, id, { ends: after(30) }, root)
  cluster.refuseNext("update", "Requested reservation overlaps with another reservation")
  await round()
  t.match(await row(id), { state: "approved", ends: after(26), message: /overlaps/ })
})

t.test("deleted in Slurm by hand: before its begin cancelled, after it over", async t => {
  const { cluster, clock, round, row, book } = await site(t)
  const [first, second] = [await book(24, 26), await book(1, 4)]
  await round()
  cluster.reservations.delete(first.name)
  await round()
  t.match(await row(first.id), { state: "cancelled", message: "Deleted in Slurm" })
  await clock.advance(2 * hour)
  await round()
  t.equal((await row(second.id)).state, "active")
  cluster.reservations.delete(second.name)
  await round()
  t.match(await row(second.id), {
    state: "ended",
    ends: after(2),
    message: /Given back before its end: nothing ran in it/,
  })
})

t.test("without a yes in time it is refused; with one it is made", async t => {
  const { core, clock, cluster, round, row, book, ada } = await site(t, { approval: true })
  const ask = (starts: number, ends: number) => book(starts, ends, ada, false)
  const [first, second] = [await ask(1, 2), await ask(3, 4)]
  t.same([first.state, second.state], ["requested", "requested"])
  await round()
  t.same(cluster.asked, [], "Slurm hears nothing of what is not approved")
  await decideBooking(core, second.id, true, "", root)
  await clock.advance(1.5 * hour)
  await round()
  t.match(await row(first.id), { state: "refused", message: "Nobody approved it before it was to begin" })
  t.same([...cluster.reservations.keys()], [second.name])
  t.match(await row(second.id), { state: "approved", approved_by: "root" })
})

t.test("what only others made stays, and so does what no row is known of", async t => {
  const { cluster, round } = await site(t)
  cluster.byHand("maint", { start: after(1), end: after(2), nodes: ["n1"] })
  cluster.byHand("carme-test-0123456789", { start: after(1), end: after(2), nodes: ["n2"] })
  await round()
  t.same(cluster.asked, [])
})

t.test("people who may use it: the members of the group as they are now", async t => {
  const { core, cluster, round, row, book, addUser, ada } = await site(t)
  const { id, name } = await book()
  await addUser("bob")
  await changeBooking(core, id, { users: ["bob"] }, root)
  await round()
  t.same(cluster.reservations.get(name)?.users, ["ada", "bob"])
  await changeBooking(core, id, { users: [] }, root)
  await round()
  t.same(cluster.reservations.get(name)?.users, ["ada"])
  await deleteUser(core.db, ada.id)
  await round()
  t.match(await row(id), { state: "cancelled", message: "The account of its owner is gone", owner_name: "ada" })
  await round()
  t.notOk(cluster.reservations.has(name))
})

t.test("one that is late is made from now on", async t => {
  const { cluster, clock, round, row, book } = await site(t)
  const { id, name } = await book(1, 4)
  await clock.advance(2 * hour)
  await round()
  t.match(cluster.reservations.get(name), { start: after(2), end: after(4) })
  t.equal((await row(id)).state, "active")
  await round()
  t.same(cluster.asked, [`create ${name}`])
})
