/** What is left of a person's GPU-hours: of the windows that have a limit, the one with the least left. */
import { gpuSecondsIn, paidBy } from "../../db/gpu-time.ts"
import type { Limits } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { hourLimits } from "../quotas/gpu-hours.ts"
import { type WindowKind, windowAt, windowKinds } from "../quotas/windows.ts"

export interface Budget {
  readonly window: WindowKind
  readonly limit: number
  /** Never less than 0. */
  readonly left: number
  readonly ends: Date
}

/** Null where nothing is limited. What runs and waits counts as used. */
export async function budgetOf(core: Core, userId: number, limits: Limits): Promise<Budget | null> {
  const now = core.clock.now()
  const hours = hourLimits(limits)
  const windows = windowKinds.flatMap(window => {
    const limit = hours[window]
    return limit === null ? [] : [{ window, limit, span: windowAt(window, now, core.config.get("CarmeHub.time_zone")) }]
  })
  if (windows.length === 0) return null
  const spans = windows.map(({ span }) => span)
  const used = await gpuSecondsIn(core.db, spans, now, paidBy(userId))
  const budgets = windows.map(({ window, limit, span }, i) => {
    const left = Math.max(0, Math.round((limit - (used[i] ?? 0) / 3600) * 1000) / 1000)
    return { window, limit, left, ends: new Date(span.to * 1000) }
  })
  return budgets.toSorted((a, b) => a.left - b.left)[0] ?? null
}
