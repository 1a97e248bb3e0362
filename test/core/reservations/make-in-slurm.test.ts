/** What becomes of a booking that Slurm does not take as it is: other nodes, a wait, or an end with a reason and a better time. */
import t, { type Test } from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { calendarOf } from "../../../hub/core/reservations/bookable.ts"
import { cancelBooking } from "../../../hub/core/reservations/change.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { findReservation } from "../../../hub/db/reservations.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"

const start = new Date("2026-11-30T08:00:00Z")
const hour = 3_600_000
const after = (hours: number) => new Date(start.getTime() + hours * hour)
const job = (node: string, hours: number | null) => ({
  ...{ id: "7", nodes: [node], reservation: null },
  end: hours === null ? null : after(hours),
})

async function site(t: Test, settings: object = {}) {
  const cluster = bookedCluster()
  const clock = manualClock(start)
  const traits = { "CarmeHub.queues": { large: { partition: "large" } }, "CarmeHub.reservations": settings }
  const hub = await bareCore(t, { clock, spawner: cluster.spawner, traits })
  const { core } = hub
  const calendar = calendarOf(core)
  if (!calendar) throw new Error("no calendar")
  const ada = await hub.addUser("ada")
  return {
    ...hub,
    cluster,
    clock,
    round: () => keepInSlurm(core, calendar),
    row: (id: number) => findReservation(core.db, id),
    book: (nodes = 1, starts = 1, ends = 3) =>
      book(core, {
        ...{ owner: ada, queue: "large", timeZone: "UTC", users: [], group: null, note: "", by: "ada" },
        wanted: { nodes, gpus: 0, gpuType: null },
        ...{ starts: after(starts), ends: after(ends), beyondRules: true },
      }),
  }
}

t.test("a free node is taken rather than a busy one; a job that ends in time is in nobody's way", async t => {
  const { cluster, book } = await site(t)
  cluster.running.push(job("n1", 24))
  t.same((await book()).nodes, ["n2"])
  await t.rejects(book(1), {
    message: /jobs on n1 may run until Tue 1 Dec 08:00\. Free would be Mon 30 Nov 11:00/,
    detail: { code: "reservation-conflict" },
  })
  t.same((await book(1, 24, 25)).nodes, ["n1"], "from its end on")
  const endless = await site(t)
  endless.cluster.running.push(job("n1", null))
  await t.rejects(endless.book(2), { message: /jobs on n1 have no time limit\. There is no free time/ })
})

t.test("busy after all: other nodes, and where there are none an end with a better time", async t => {
  const { cluster, book, round, row, log } = await site(t)
  const { id, name, nodes } = await book()
  t.same(nodes, ["n1"])
  cluster.running.push(job("n1", 24))
  await round()
  t.match(await row(id), { state: "approved", nodes: ["n2"], made_at: start })
  t.same(cluster.asked, [`create ${name}`, `create ${name}`])
  const last = await book(1, 30, 32)
  cluster.running.push({ ...job("n1", 40), id: "8" }, { ...job("n2", 50), id: "9" })
  await round()
  t.match(await row(last.id), {
    state: "failed",
    notice: "wanted",
    message: /Requested nodes are busy\. Free would be Wed 2 Dec 00:00/,
  })
  t.match(log(), /Slurm refused the booking/)
})

t.test("of a no that is about no place other nodes are not tried", async t => {
  const { core, cluster, book, round, row } = await site(t)
  const { id } = await book()
  cluster.refuseNext("create", "Invalid user id")
  await round()
  t.match(await row(id), { state: "failed", message: "Invalid user id." })
  t.equal(cluster.asked.length, 1)
  await cancelBooking(core, id, { name: "ada", beyondRules: false })
  t.match(await row(id), { state: "cancelled" }, "its owner has seen it")
})

t.test("wait: asked again until it is there, or until a while after its begin", async t => {
  const { cluster, clock, book, round, row } = await site(t, { overlap_jobs: "wait" })
  cluster.running.push(job("n1", 24))
  const made = await book(2)
  t.match(made, {
    state: "requested",
    message: /Jobs may run there until Tue 1 Dec 08:00 .*asked again until Mon 30 Nov 09:15/,
  })
  await round()
  t.match(await row(made.id), { state: "requested", message: made.message, version: made.version }, "no news")
  cluster.running.length = 0
  await round()
  t.match(await row(made.id), { state: "approved", message: null, made_at: start })
  cluster.running.push(job("n1", 30))
  const late = await book(2, 4, 6)
  await clock.advance(4.5 * hour)
  await round()
  t.match(await row(late.id), {
    state: "failed",
    notice: "wanted",
    message: /^Jobs may run there until Tue 1 Dec 14:00 \(UTC\)\. Free would be Tue 1 Dec 14:00/,
  })
})

t.test("wait: one that was lost on the way is found in Slurm", async t => {
  const { cluster, book, round, row } = await site(t, { overlap_jobs: "wait" })
  cluster.running.push(job("n1", 24))
  const { id, name } = await book(2)
  cluster.running.length = 0
  cluster.breakNext("create", "after")
  await round()
  t.match(await row(id), { state: "requested", made_at: null })
  await round()
  t.match(await row(id), { state: "approved", made_at: start })
  t.same(cluster.asked, [`create ${name}`])
})

t.test("ignore: made over jobs", async t => {
  const { cluster, book, round, row } = await site(t, { overlap_jobs: "ignore" })
  cluster.running.push(job("n1", 24))
  const { id, state, message } = await book(2)
  t.match([state, message], ["approved", /Jobs may run there until .* what you start waits for their end/])
  await round()
  t.match(await row(id), { state: "approved", made_at: start })
})
