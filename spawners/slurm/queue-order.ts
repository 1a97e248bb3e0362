/** The order in which Slurm looks at jobs that wait: by priority, then by age. */
import type { WaitingJob } from "../../hub/plugin/scheduler.ts"

export function byPriority(a: WaitingJob, b: WaitingJob): number {
  return b.priority - a.priority || Number(a.id) - Number(b.id)
}
