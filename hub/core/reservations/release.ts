/** Gives a cancelled booking back to Slurm, which keeps one in which jobs run or wait: what becomes of these is the site's policy. */
import { changeReservation, findReservation, type ReservationRow } from "../../db/reservations.ts"
import type { RunRow } from "../../db/rows.ts"
import { findRun, listLiveRuns } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { BookedJob } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import { jobIdOf } from "../servers/job-id.ts"
import { note } from "../servers/run-note.ts"
import { apply } from "../servers/server-transition.ts"
import { siteZone } from "../site-zone.ts"
import type { Calendar } from "./bookable.ts"
import { next } from "./lifecycle.ts"
import { timeText } from "./zone-time.ts"

/**
 * `row` is in the state `ending`. The row as it is then: `cancelled` once Slurm has it no more, else with what Slurm
 * keeps of it and why. May be called again and again. Throws a Fault where Slurm does not answer.
 */
export async function release(core: Core, calendar: Calendar, row: ReservationRow): Promise<ReservationRow> {
  const { scheduler } = calendar
  if (await isDeleted(calendar, row.name)) return released(core, row)
  const jobs = await scheduler.bookedJobs(row.name)
  const runs = await runsIn(core, row)
  const whose = (job: BookedJob) => runs.find(run => jobIdOf(run.job) === job.id)
  if (calendar.settings.onCancel === "end") for (const job of jobs) await end(core, whose(job))
  const detached = jobs.filter(job => job.waits || calendar.settings.onCancel === "run")
  for (const job of detached) await scheduler.leaveReservation(job.id)
  const kept = jobs.filter(job => !detached.includes(job))
  if (kept.length === 0 && (await isDeleted(calendar, row.name))) {
    for (const job of jobs) await tell(core, whose(job), null)
    return released(core, row)
  }
  const rest = await shrunk(core, calendar, row, kept)
  const message = `${reasonOf(row)}${keptMark}${keptText(core, rest, kept)}`
  // Each is told once: the message is written when they have been, and only then.
  if (message === row.message) return row
  for (const job of jobs) await tell(core, whose(job), rest)
  return changed(core, row, { ...rest, message })
}

/** Sessions that still waited for a booking that is over: Slurm holds them for good. */
export async function endWaiting(core: Core, row: ReservationRow): Promise<void> {
  const message = "Your booking is over, and your server had not started in it. Start it again, without the booking."
  for (const run of await runsIn(core, row))
    if (run.state === "queued")
      await apply(core, run.id, "stop", { message, progress: 100, patch: { outcome: "failed", message } })
}

/** Slurm has made a booking shorter in which sessions run: it ends them with it. */
export async function tellShorter(core: Core, row: ReservationRow): Promise<void> {
  const until = timeText(row.ends, siteZone(core.config), true)
  const message = `Your booking was made shorter and ends at ${until}: your server ends with it. Save your work before.`
  for (const run of await runsIn(core, row))
    if (goesOn(run)) {
      await note(core, run, { event: "booking-shortened", message, progress: run.state === "ready" ? 100 : 30 })
    }
}

/** False: jobs are in it. */
async function isDeleted({ scheduler }: Calendar, name: string): Promise<boolean> {
  try {
    await scheduler.deleteReservation(name)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

type Rest = Pick<ReservationRow, "nodes" | "ends">

/** What no job uses is everybody's at once: nodes without a job in it, and the time after the last job's end. */
async function shrunk(core: Core, calendar: Calendar, row: ReservationRow, jobs: readonly BookedJob[]): Promise<Rest> {
  const used = row.nodes.filter(node => jobs.some(job => job.nodes.includes(node)))
  const nodes = row.unit === "nodes" && used.length > 0 ? used : row.nodes
  const last = jobs.every(job => job.end !== undefined) ? Math.max(...jobs.map(job => job.end?.getTime() ?? 0)) : 0
  const ends = last > core.clock.now().getTime() && last < row.ends.getTime() ? new Date(last) : row.ends
  if (jobs.length === 0 || (nodes.length === row.nodes.length && ends === row.ends)) return row
  const changes = { ...(nodes === row.nodes ? {} : { nodes }), ...(ends === row.ends ? {} : { end: ends }) }
  try {
    await calendar.scheduler.updateReservation(row.name, changes)
    return { nodes, ends }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    core.log.warn("failed to free the unused part of a cancelled booking", { booking: row.name, said: error.message })
    return row
  }
}

async function end(core: Core, run: RunRow | undefined): Promise<void> {
  if (run === undefined || !goesOn(run)) return
  const message = "Your booking was cancelled, and your server ended with it."
  const outcome = run.ready_at === null ? { outcome: "failed" as const } : {}
  await apply(core, run.id, "stop", { message, progress: 100, patch: { ...outcome, message } })
}

/** `rest` null: the booking is gone, and the session goes on without it. */
async function tell(core: Core, seen: RunRow | undefined, rest: Rest | null): Promise<void> {
  const run = seen && (await findRun(core.db, seen.id))
  if (!run || !goesOn(run)) return
  const message = run.state === "queued" ? waitsOn : rest === null ? staysOutside : mayStay(core, rest)
  await note(core, run, { event: "booking-cancelled", message, progress: run.state === "ready" ? 100 : 30 })
}

function goesOn({ state }: RunRow): boolean {
  return state !== "stopping" && state !== "stopped"
}

const waitsOn = "The booking was cancelled: your server waits in the queue as if it had asked for none."
const staysOutside = "The booking was cancelled: your server goes on outside of it, until its own time is over."

function mayStay(core: Core, { ends }: Rest): string {
  const until = timeText(ends, siteZone(core.config), true)
  return `The booking was cancelled: your server may stay until ${until}. Save your work, and stop it when you are done.`
}

const keptMark = ". Slurm keeps "

function reasonOf({ message }: ReservationRow): string {
  return (message ?? "Cancelled").split(keptMark)[0] ?? ""
}

function keptText(core: Core, { nodes, ends }: Rest, jobs: readonly BookedJob[]): string {
  const what = nodes.length === 0 ? "it" : nodes.join(", ")
  const until = `until ${timeText(ends, siteZone(core.config), true)} at the latest`
  const people = [...new Set(jobs.map(job => job.user))].sort().join(", ")
  if (people === "") return `${what} for a moment yet.`
  return `${what} ${until}: ${jobs.length === 1 ? "a job" : "jobs"} of ${people} still ${jobs.length === 1 ? "runs" : "run"} in it.`
}

/** One that had begun was until now; one that had not never was. */
async function released(core: Core, row: ReservationRow): Promise<ReservationRow> {
  const now = core.clock.now()
  const begun = row.made_at !== null && row.starts < now && row.ends > now
  return changed(core, row, { message: reasonOf(row), ...(begun ? { ends: now } : {}) }, true)
}

/** Where somebody was quicker, such as the round that compares all bookings, the row is as they wrote it. */
async function changed(
  core: Core,
  row: ReservationRow,
  patch: Partial<Pick<ReservationRow, "nodes" | "ends" | "message">>,
  isOver = false,
): Promise<ReservationRow> {
  const state = isOver ? next(row.state, "release") : row.state
  if (state === null || !(await changeReservation(core.db, row, { ...patch, state })))
    return (await findReservation(core.db, row.id)) ?? row
  core.log.info(`The booking ${row.name} of ${row.owner_name} is ${state}`, { why: patch.message ?? "" })
  return { ...row, ...patch, state, version: row.version + 1 }
}

async function runsIn(core: Core, { name }: ReservationRow): Promise<readonly RunRow[]> {
  return (await listLiveRuns(core.db)).filter(run => run.demand.reservation === name)
}
