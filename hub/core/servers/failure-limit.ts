/** Ends a hub that can start nothing any more, where the site asks for that (Spawner.consecutive_failure_limit). */
import type { RunRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"

/**
 * Only starts that failed before a job ran count, and no refusals: what happens later may be a user's own doing, and no
 * user shall be able to end the hub.
 */
export function countFailure(core: Core, run: RunRow): void {
  if (run.ready_at !== null) return void failures.delete(core)
  if (run.state !== "stopped" || run.outcome !== "failed" || run.allocated_at !== null) return
  const limit = core.config.get("Spawner.consecutive_failure_limit")
  const count = (failures.get(core) ?? 0) + 1
  failures.set(core, count)
  if (limit === 0 || count < limit) return
  core.log.error(`Ending the hub, because ${count} starts in a row have failed (Spawner.consecutive_failure_limit)`)
  core.requestShutdown?.({ failed: true })
}

/** In a row, in this process. */
const failures = new WeakMap<Core, number>()
