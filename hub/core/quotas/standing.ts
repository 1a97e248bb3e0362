/** How a person stands: the limits with what each comes from, and what is used, reserved and left of them. */
import { type Usage, usageOfUser } from "../../db/allocations.ts"
import { gpuSecondsIn, paidBy, type Span } from "../../db/gpu-time.ts"
import type { UserRow } from "../../db/rows.ts"
import { countStarts } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { personOf } from "../users/person.ts"
import { hourLimits } from "./gpu-hours.ts"
import { exact } from "./gpu-weights.ts"
import { type PersonLimits, personLimits } from "./person-limits.ts"
import { type WindowKind, windowAt, windowKinds } from "./windows.ts"

export interface Budget {
  readonly window: WindowKind
  readonly limit: number | null
  /** GPU-hours up to now. */
  readonly used: number
  /** GPU-hours that runs and waiting jobs may still take of the window. */
  readonly reserved: number
  readonly left: number | null
  readonly span: Span
}

export interface Standing extends PersonLimits {
  readonly usage: Usage
  readonly startsToday: number
  readonly budgets: readonly Budget[]
}

export async function standingOf(core: Core, user: UserRow): Promise<Standing> {
  const zone = core.config.get("CarmeHub.time_zone")
  const now = core.clock.now()
  const at = now.getTime() / 1000
  const spans = windowKinds.map(kind => windowAt(kind, now, zone))
  const halves = spans.flatMap(({ from, to }) => [
    { from, to: at },
    { from: at, to },
  ])
  const { limits, sources } = await personLimits(core, await personOf(core, user))
  const [usage, startsToday, seconds] = await Promise.all([
    usageOfUser(core.db, user.id),
    countStarts(core.db, user.id, new Date((spans[0]?.from ?? at) * 1000)),
    gpuSecondsIn(core.db, halves, now, paidBy(user.id)),
  ])
  const budgets = windowKinds.map((window, i) => {
    const limit = hourLimits(limits)[window]
    const used = exact((seconds[2 * i] ?? 0) / 3600)
    const reserved = exact((seconds[2 * i + 1] ?? 0) / 3600)
    const left = limit === null ? null : Math.max(0, exact(limit - used - reserved))
    return { window, limit, used, reserved, left, span: spans[i] ?? { from: at, to: at } }
  })
  return { limits, sources, usage, startsToday, budgets }
}
