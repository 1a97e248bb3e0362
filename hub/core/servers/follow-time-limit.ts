/** The time limit of a run follows the scheduler's: it may have been changed there, or a hub died while it changed it. */
import { setAllocationTime } from "../../db/allocations.ts"
import { lockSubjects } from "../../db/ledger.ts"
import type { RunRow } from "../../db/rows.ts"
import { findRun, updateRun } from "../../db/runs.ts"
import type { JobStatus } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { isBeingExtended, unmarked } from "./extending.ts"

const minuteMs = 60_000

/** `run` is as it was read before the scheduler was asked. */
export async function followTimeLimit(
  core: Core,
  run: RunRow,
  { since, ends }: Extract<JobStatus, { status: "running" }>,
): Promise<void> {
  if (since === undefined || ends === undefined || run.demand.walltimeMinutes === null) return
  const minutes = Math.round((ends.getTime() - since.getTime()) / minuteMs)
  if (minutes < 1 || minutes === run.demand.walltimeMinutes || isBeingExtended(run, core.clock.now())) return
  const changed = await core.db.tx(async t => {
    await lockSubjects(t, [`user:${run.user_id}`])
    const now = await findRun(t, run.id)
    // What was changed after the scheduler was asked is newer than its answer.
    if (now === null || now.demand.walltimeMinutes !== run.demand.walltimeMinutes) return false
    if (isBeingExtended(now, core.clock.now())) return false
    const patch = { demand: { ...now.demand, walltimeMinutes: minutes }, job: unmarked(now) }
    if (!(await updateRun(t, run.id, ["queued", "starting", "ready"], patch))) return false
    await setAllocationTime(t, run.id, minutes)
    return true
  })
  if (!changed) return
  core.log.info("The time limit of a run is the scheduler's", { run: run.id, user: run.user_name, minutes })
  core.bus.wake(run.id)
}
