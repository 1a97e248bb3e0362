/** What a run is charged with, in GPU-hours by the weight of their type. */
import type { AllocationRow } from "../../db/allocations.ts"
import type { RunRow } from "../../db/rows.ts"
import type { Demand } from "../../plugin/demand.ts"
import type { Core } from "../core.ts"
import { weighted } from "../servers/quota-refusal.ts"

/** Of the whole time that is asked for; null without a time limit. */
export function gpuHours(core: Core, demand: Demand): number | null {
  return hours(weighted(core, demand), demand.walltimeMinutes)
}

/** The same until it ends, then of the time that it took, as it was settled; null for one that nobody charged. */
export function gpuHoursOf({ state, demand }: RunRow, charged: AllocationRow | null): number | null {
  if (charged === null) return null
  if (state !== "stopped" || charged.ended_s === null) return hours(charged.weighted_gpus, demand.walltimeMinutes)
  const seconds = charged.started_s === null ? 0 : Math.max(0, charged.ended_s - charged.started_s)
  return hours(charged.weighted_gpus, seconds / 60)
}

function hours(gpus: number, minutes: number | null): number | null {
  if (gpus === 0) return 0
  return minutes === null ? null : Math.round((gpus * minutes * 1000) / 60) / 1000
}
