/** Whether the GPU-hours that somebody asks for are left, in every day, week and month in which they would be used. */

import type { Queryable } from "../../db/db.ts"
import { gpuSecondsIn, type Span, type Whose } from "../../db/gpu-time.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits } from "../../plugin/offer.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import type { Core } from "../core.ts"
import { exact } from "./gpu-weights.ts"
import { timeInZone, type WindowKind, windowAt, windowKinds, windowsTouched } from "./windows.ts"

/** Budgets of one subject: a person, or a project. null is no limit. */
export type HourLimits = Readonly<Record<WindowKind, number | null>>

export function hourLimits(limits: Limits): HourLimits {
  return { day: limits.gpuHoursPerDay, week: limits.gpuHoursPerWeek, month: limits.gpuHoursPerMonth }
}

interface Asked {
  /** GPUs by weight. */
  readonly gpus: number
  readonly from: Date
  /** null has no end: it could use all that is left of a window. */
  readonly minutes: number | null
  readonly limits: HourLimits
  readonly whose: Whose
  /** Whose limit it is, for the sentence: "Your". */
  readonly possessive?: string
}

/**
 * null where it fits. Each window counts the part of the time that lies in it; of pending jobs from now on. One query,
 * and none where nothing limits.
 */
export async function hoursRefusal(core: Core, db: Queryable, asked: Asked): Promise<Refusal | null> {
  const zone = core.config.get("CarmeHub.time_zone")
  const kinds = windowKinds.filter(kind => asked.limits[kind] !== null)
  if (kinds.length === 0 || asked.gpus === 0) return null
  const windows = kinds.flatMap(kind => touched(kind, asked, zone).map(window => ({ kind, window })))
  const spans = windows.map(({ window }) => window)
  const used = await gpuSecondsIn(db, spans, core.clock.now(), asked.whose)
  const budgets = windows.map(({ kind, window }, i) => {
    const limit = asked.limits[kind] ?? 0
    const hours = hoursOf(used[i] ?? 0)
    const wanted = hoursOf(asked.gpus * overlap(spanOf(asked), window))
    return { kind, window, limit, used: hours, asked: wanted, left: Math.max(0, exact(limit - hours)) }
  })
  const exceeded = budgets.filter(budget => exact(budget.used + budget.asked) > budget.limit)
  const [full] = exceeded
  if (full === undefined) return null
  const from = asked.from.getTime() / 1000
  const longest = exceeded.map(budget => Math.max(budget.window.from - from, 0) + (budget.left * 3600) / asked.gpus)
  const minutes = Math.floor(exact(Math.min(...longest) / 60))
  const ends = timeInZone(new Date(full.window.to * 1000), zone)
  const whose = asked.possessive ?? "Your"
  const now =
    minutes === 0
      ? "None would be allowed now."
      : `With these GPUs, up to ${formatWalltime(minutes)} would be allowed now.`
  return new Refusal(
    403,
    `${whose} limit is ${hoursText(full.limit)} a ${full.kind}; ${rounded(full.used)} are used or reserved until ${ends}, and you asked for ${rounded(full.asked)} more. ${now}`,
    {
      code: "quota-gpu-hours",
      limit: full.limit,
      used: exact(full.used),
      asked: exact(full.asked),
      allowed: full.left,
    },
  )
}

function hoursOf(seconds: number): number {
  return seconds / 3600
}

function touched(kind: WindowKind, { from, minutes }: Asked, zone: string): readonly Span[] {
  if (minutes === null) return [windowAt(kind, from, zone)]
  const start = from.getTime() / 1000
  return windowsTouched(kind, { from: start, to: start + minutes * 60 }, zone)
}

function spanOf({ from, minutes }: Asked): Span {
  const start = from.getTime() / 1000
  return { from: start, to: minutes === null ? Number.POSITIVE_INFINITY : start + minutes * 60 }
}

function overlap(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))
}

function hoursText(hours: number): string {
  return hours === 1 ? "1 GPU-hour" : `${rounded(hours)} GPU-hours`
}

function rounded(hours: number): string {
  return String(Math.round(hours * 100) / 100)
}
