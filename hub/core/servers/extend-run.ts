/** Gives a running session more time: admitted like a start, charged first, then changed in the scheduler. */
import { setAllocationTime } from "../../db/allocations.ts"
import type { Queryable } from "../../db/db.ts"
import { lockSubjects } from "../../db/ledger.ts"
import type { RunRow } from "../../db/rows.ts"
import { appendRunEvent } from "../../db/run-events.ts"
import { findRun, updateRun } from "../../db/runs.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Offer } from "../../plugin/offer.ts"
import type { Scheduler } from "../../plugin/scheduler.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import type { Core } from "../core.ts"
import { payers } from "../projects/payers.ts"
import { clusterView } from "../queues/cluster-view.ts"
import { isBeingExtended, marked, unmarked } from "./extending.ts"
import { type Extension, endsAt, refuseExtension } from "./extension-limits.ts"
import { jobIdOf } from "./job-id.ts"
import { offerFor } from "./offer.ts"
import { quotaRefusal } from "./quota-refusal.ts"

/**
 * The run with its new time limit. Throws a Refusal 403 that says what would be allowed, 409 for one that does not run.
 * A Fault of the scheduler leaves the run charged and marked: once the mark is old, the poll follows what the scheduler says.
 */
export async function extendRun(core: Core, asked: RunRow, minutes: number, by: string): Promise<RunRow> {
  const scheduler = core.spawner.scheduler?.(core.spawnerContext)
  const jobId = jobIdOf(asked.job)
  if (!scheduler || jobId === null) throw notRunning("This session has no time limit that could be extended.")
  const user = asked.user_id === null ? null : await findUserById(core.db, asked.user_id)
  if (user === null) throw notRunning("The user of this session is gone.")
  const offer = await offerFor(core, user)
  const outside = await outsideLimits(core, scheduler, asked, jobId)
  const charged = await core.db.tx(t => charge(core, t, asked, user.id, minutes, offer, outside))
  try {
    await scheduler.setTimeLimit(jobId, charged.demand.walltimeMinutes ?? 0)
  } catch (error) {
    if (error instanceof Refusal) await settle(core, charged, -minutes, null)
    throw error
  }
  const end = endsAt(charged)
  const until = end === null ? "" : `, until ${end.toISOString().slice(0, 16).replace("T", " ")} UTC`
  return settle(core, charged, 0, `Extended by ${formatWalltime(minutes)} by ${by}${until}`)
}

/** What the scheduler knows and the hub does not: the partition's limit, and bookings of others. */
async function outsideLimits(core: Core, scheduler: Scheduler, run: RunRow, jobId: string) {
  const { resources } = await clusterView(core)
  const partition = run.demand.queue === null ? null : core.config.get("CarmeHub.queues")[run.demand.queue]?.partition
  return {
    partitionMinutes: resources?.partitions.find(p => p.name === partition)?.maxMinutes ?? null,
    reservations: await scheduler.reservations(),
    // The run's own row has the first alone.
    otherNodes: (run.demand.nodes ?? 1) > 1 ? await scheduler.jobNodes(jobId) : [],
  }
}

/** The charge and the mark come first: a hub that dies here has charged too much, never too little. */
async function charge(
  core: Core,
  t: Queryable,
  { id: runId, demand: known }: RunRow,
  userId: number,
  minutes: number,
  offer: Offer,
  outside: Awaited<ReturnType<typeof outsideLimits>>,
): Promise<RunRow> {
  // Who pays for a run never changes.
  await lockSubjects(t, payers(userId, known))
  const run = await findRun(t, runId)
  const now = core.clock.now()
  if (run === null || !["starting", "ready"].includes(run.state))
    throw notRunning("Only a session that runs can be extended.")
  if (isBeingExtended(run, now))
    throw new Refusal(409, "This session is being extended already: try again in a moment.", { code: "extending" })
  const before = run.demand.walltimeMinutes
  if (before === null) throw notRunning("This session has no time limit that could be extended.")
  const queue = run.demand.queue === null ? null : (core.config.get("CarmeHub.queues")[run.demand.queue] ?? null)
  const extension: Extension = { run, minutes, limits: offer.limits, queue, ...outside }
  refuseExtension(extension, now)
  const demand = { ...run.demand, walltimeMinutes: before + minutes }
  const no = await quotaRefusal(core, t, { userId, demand, offer, extended: run })
  if (no) throw no
  const patch = { demand, job: marked(run, now) }
  if (!(await updateRun(t, runId, [run.state], patch))) throw notRunning("The session has just ended.")
  await setAllocationTime(t, runId, demand.walltimeMinutes)
  return { ...run, ...patch }
}

/** The change has an end: the mark goes, and what Slurm refused is taken back. */
async function settle(core: Core, run: RunRow, change: number, message: string | null): Promise<RunRow> {
  const done = await core.db.tx(async t => {
    await lockSubjects(t, [`user:${run.user_id}`])
    const now = await findRun(t, run.id)
    if (now === null || now.state === "stopped") return now ?? run
    const walltimeMinutes = (now.demand.walltimeMinutes ?? 0) + change
    const patch = { demand: { ...now.demand, walltimeMinutes }, job: unmarked(now) }
    await updateRun(t, run.id, [now.state], patch)
    if (change !== 0) await setAllocationTime(t, run.id, walltimeMinutes)
    if (message !== null) {
      const at = core.clock.now()
      await appendRunEvent(t, {
        run_id: run.id,
        at,
        state: now.state,
        event: "extended",
        progress: 100,
        message,
        message_html: null,
      })
    }
    return { ...now, ...patch }
  })
  core.bus.wake(run.id)
  // Under the name that whoever asked knows it by.
  return { ...done, user_name: run.user_name, server_name: run.server_name }
}

function notRunning(message: string): Refusal {
  return new Refusal(409, message, { code: "not-running" })
}
