/** What the home page offers for a session whose time limit is near or far: how much longer it may run. */
import type { Core } from "../../core/core.ts"
import { endsAt, mostMinutes } from "../../core/servers/extension-limits.ts"
import type { RunRow } from "../../db/rows.ts"
import type { Limits } from "../../plugin/offer.ts"

const steps = [15, 30, 60, 120, 240, 480, 1440, 2880]
/** So long before the end a person is warned. */
const warnMinutes = 15

export interface ExtendView {
  readonly run: string
  readonly ends: Date
  /** The end is near. */
  readonly soon: boolean
  /** Minutes to choose from; empty where nothing more is allowed. */
  readonly choices: readonly number[]
}

/** Null for what does not run, has no time limit, or no scheduler that could be told another. */
export function extendView(core: Core, run: RunRow | null, limits: Limits): ExtendView | null {
  const ends = run === null ? null : endsAt(run)
  if (run === null || ends === null || run.state !== "ready" || !core.spawner.scheduler) return null
  const queue = run.demand.queue === null ? null : (core.config.get("CarmeHub.queues")[run.demand.queue] ?? null)
  const most = mostMinutes(run, limits, queue) ?? Number.POSITIVE_INFINITY
  const choices = steps.filter(step => step <= most)
  // The last few minutes that are left are a choice, too.
  if (Number.isFinite(most) && most >= 5 && most < 2880 && !choices.includes(most)) choices.push(most)
  const soon = ends.getTime() - core.clock.now().getTime() < warnMinutes * 60_000
  return { run: run.id, ends, soon, choices: choices.sort((a, b) => a - b) }
}
