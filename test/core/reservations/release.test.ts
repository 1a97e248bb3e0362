/** A cancelled booking that is in use: what Slurm keeps holds its place, and the sessions in it are told, ended or let go on. */
import t, { type Test } from "tap"
import { book } from "../../../hub/core/reservations/book.ts"
import { calendarOf } from "../../../hub/core/reservations/bookable.ts"
import { cancelBooking, changeBooking } from "../../../hub/core/reservations/change.ts"
import { keepInSlurm } from "../../../hub/core/reservations/keep-in-slurm.ts"
import { release } from "../../../hub/core/reservations/release.ts"
import { blankRun } from "../../../hub/core/servers/blank-run.ts"
import { findReservation } from "../../../hub/db/reservations.ts"
import type { RunState } from "../../../hub/db/rows.ts"
import { listRunEvents } from "../../../hub/db/run-events.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { bareCore } from "../../support/bare-core.ts"
import { bookedCluster } from "../../support/booked-cluster.ts"
import { manualClock } from "../../support/clock.ts"
import { run } from "../../support/rows.ts"

const start = new Date("2026-11-30T08:00:00Z")
const hour = 3_600_000
const after = (hours: number) => new Date(start.getTime() + hours * hour)
const root = { name: "root", beyondRules: true }

/** A booking of both nodes for four hours, which has begun an hour ago; `r1` runs in it on n1 for another hour, `r2` waits. */
async function inUse(t: Test, settings: object) {
  const cluster = bookedCluster()
  const clock = manualClock(start)
  const traits = { "CarmeHub.queues": { large: { partition: "large" } }, "CarmeHub.reservations": settings }
  const { core, addUser, log } = await bareCore(t, { clock, spawner: cluster.spawner, traits })
  const calendar = calendarOf(core)
  if (!calendar) throw new Error("no calendar")
  const ada = await addUser("ada")
  const ask = (nodes: number, starts: number, ends: number) =>
    book(core, {
      owner: ada,
      queue: "large",
      wanted: { nodes, gpus: 0, gpuType: null },
      starts: after(starts),
      ends: after(ends),
      timeZone: "UTC",
      users: [],
      group: null,
      note: "",
      by: "ada",
      beyondRules: true,
    })
  const round = () => keepInSlurm(core, calendar)
  const { id, name } = await ask(2, 0, 4)
  await round()
  await clock.advance(hour)
  const session = (key: string, job: string, state: RunState) =>
    insertRun(
      core.db,
      run({
        ...{ id: key, live_key: Number(job), spawner_id: null, user_id: ada.id, user_name: "ada", state },
        ready_at: state === "ready" ? start : null,
        job: { job_id: job },
        demand: { ...blankRun.demand, reservation: name },
      }),
    )
  await session("r1", "11", "ready")
  await session("r2", "12", "queued")
  const runs = { id: "11", user: "ada", waits: false, end: after(2), nodes: ["n1"] }
  cluster.jobsIn(name, [runs, { id: "12", user: "ada", waits: true, end: undefined, nodes: [] }])
  const story = async (key: string) => (await listRunEvents(core.db, key)).map(event => event.message)
  const state = async (key: string) => (await findRun(core.db, key))?.state
  return {
    core,
    cluster,
    clock,
    id,
    name,
    ask,
    round,
    story,
    state,
    runs,
    log,
    row: () => findReservation(core.db, id),
  }
}

t.test("warn: what is in use stays booked and is told, the rest is free at once", async t => {
  const { core, cluster, clock, id, name, ask, round, story, row } = await inUse(t, {})
  t.match(await cancelBooking(core, id, root), {
    state: "ending",
    nodes: ["n1"],
    ends: after(2),
    message: "Cancelled by root. Slurm keeps n1 until Mon 30 Nov 10:00 at the latest: a job of ada still runs in it.",
  })
  t.match(cluster.reservations.get(name), { nodes: ["n1"], end: after(2) })
  t.same(await story("r1"), [
    "The booking was cancelled: your server may stay until Mon 30 Nov 10:00. Save your work, and stop it when you are done.",
  ])
  t.same(await story("r2"), ["The booking was cancelled: your server waits in the queue as if it had asked for none."])
  await round()
  await round()
  t.equal((await story("r1")).length, 1, "each is told once")
  t.same((await ask(1, 1, 2)).nodes, ["n2"])
  await t.rejects(
    ask(1, 1, 2),
    { message: /no room/, detail: { code: "reservation-conflict" } },
    "and n1 is not shown as free",
  )
  await t.resolves(ask(1, 2.5, 3), "after the last job it is")
  await t.rejects(cancelBooking(core, id, root), { message: /is ending/, detail: { code: "reservation-ending" } })
  cluster.jobsIn(name, [])
  await clock.advance(hour / 2)
  await round()
  t.match(await row(), { state: "cancelled", message: "Cancelled by root", ends: after(1.5) })
  t.notOk(cluster.reservations.has(name))
})

t.test("whoever cancels is told what is kept, also when the round was quicker to write it down", async t => {
  const { core, id, row } = await inUse(t, { on_cancel: "warn" })
  const calendar = calendarOf(core)
  await cancelBooking(core, id, root)
  const written = await row()
  if (!calendar || !written) throw new Error("no booking")
  const asItWas = { ...written, version: written.version - 1, message: "Cancelled by root" }
  t.match(await release(core, calendar, asItWas), { state: "ending", message: /Slurm keeps n1/ })
})

t.test("made shorter: who works in it is told once, when Slurm has it", async t => {
  const { core, cluster, id, name, round, story } = await inUse(t, {})
  cluster.refuseNext("update", "Requested nodes are busy")
  await changeBooking(core, id, { ends: after(2) }, root)
  await round()
  t.same(await story("r1"), [], "Slurm refused it, and it is as it was")
  await changeBooking(core, id, { ends: after(2) }, root)
  await round()
  await round()
  t.same(cluster.reservations.get(name)?.end, after(2))
  const told = await story("r1")
  t.equal(told.length, 1)
  t.match(told[0], /made shorter and ends at .*10:00.*Save your work/)
})

t.test("end: its sessions end, and then it is given back", async t => {
  const { core, cluster, id, name, round, story, state, runs, row } = await inUse(t, { on_cancel: "end" })
  t.match(await cancelBooking(core, id, root), { state: "ending", nodes: ["n1"] })
  t.same([await state("r1"), await state("r2")], ["stopping", "stopping"])
  t.same(await story("r1"), ["Your booking was cancelled, and your server ended with it."])
  cluster.jobsIn(name, [{ ...runs, id: "99", user: "bob" }])
  await round()
  t.match(await row(), { state: "ending", message: /a job of bob still runs/ }, "no other job is ended")
  cluster.jobsIn(name, [])
  await round()
  t.match(await row(), { state: "cancelled" })
})

t.test("run: the jobs are taken out of it, and it is gone at once", async t => {
  const { core, cluster, id, name, story, state, ask } = await inUse(t, { on_cancel: "run" })
  t.match(await cancelBooking(core, id, root), { state: "cancelled", ends: after(1), message: "Cancelled by root" })
  t.notOk(cluster.reservations.has(name))
  t.same(cluster.asked.slice(-4), [`delete ${name}`, "leave 11", "leave 12", `delete ${name}`])
  t.equal(await state("r1"), "ready")
  t.match(await story("r1"), [/goes on outside of it/])
  await t.resolves(ask(2, 1.5, 2))
})

t.test("a crash between two steps: the next round goes on where it was", async t => {
  for (const [verb, when] of [
    ["delete", "before"],
    ["leave", "before"],
    ["leave", "after"],
    ["update", "after"],
  ] as const) {
    const { core, cluster, id, name, round, row } = await inUse(t, verb === "update" ? {} : { on_cancel: "run" })
    cluster.breakNext(verb, when)
    t.match(await cancelBooking(core, id, root), { state: "ending" }, `${verb} ${when}`)
    if (verb === "update") cluster.jobsIn(name, [])
    await round()
    t.match(await row(), { state: "cancelled" })
    t.notOk(cluster.reservations.has(name))
  }
})

t.test("what Slurm does not let be made smaller stays as it is", async t => {
  const { core, cluster, id, log } = await inUse(t, {})
  cluster.refuseNext("update", "Requested nodes are busy")
  t.match(await cancelBooking(core, id, root), { state: "ending", nodes: ["n1", "n2"], ends: after(4) })
  t.match(log(), /failed to free the unused part of a cancelled booking/)
})

t.test("what still waited for a booking that is over does not wait for ever", async t => {
  const { core, clock, round, state, story, row } = await inUse(t, {})
  await clock.advance(3.5 * hour)
  await round()
  t.match(await row(), { state: "ended" })
  t.equal(await state("r2"), "stopping")
  t.match(await story("r2"), [/Your booking is over, and your server had not started in it/])
  t.match(await findRun(core.db, "r2"), { outcome: "failed" })
})
