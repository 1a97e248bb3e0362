/** What a run is charged with, in GPU-hours. */
import type { RunRow } from "../../db/rows.ts"
import type { Demand } from "../../plugin/spawner.ts"

/** Of the whole time that is asked for; null without a time limit. */
export function gpuHours({ gpus, walltimeMinutes }: Demand): number | null {
  if (gpus === 0) return 0
  return walltimeMinutes === null ? null : rounded((gpus * walltimeMinutes) / 60)
}

/** The same until it ends, then of the time that it ran. */
export function gpuHoursOf({ state, demand, allocated_at: start, ended_at: end }: RunRow): number | null {
  if (state !== "stopped" || end === null) return gpuHours(demand)
  return start === null ? 0 : rounded((demand.gpus * Math.max(0, end.getTime() - start.getTime())) / 3_600_000)
}

function rounded(hours: number): number {
  return Math.round(hours * 1000) / 1000
}
