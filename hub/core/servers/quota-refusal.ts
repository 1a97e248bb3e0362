/** Whether a person's limits have room for a demand beside what they have in use: every check that admission makes. */
import { findAllocation, usageOfUser } from "../../db/allocations.ts"
import type { Queryable } from "../../db/db.ts"
import { paidBy, type Whose } from "../../db/gpu-time.ts"
import type { RunRow } from "../../db/rows.ts"
import { countStarts } from "../../db/runs.ts"
import type { Demand } from "../../plugin/demand.ts"
import type { Refusal } from "../../plugin/errors.ts"
import type { Offer, Queue } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { type Charge, projectRefusal } from "../projects/project-charge.ts"
import { hourLimits, hoursRefusal } from "../quotas/gpu-hours.ts"
import { exact, weightedGpus } from "../quotas/gpu-weights.ts"
import { windowAt } from "../quotas/windows.ts"
import { endsAt } from "./extension-limits.ts"
import { containerRefusal, refusal } from "./refusal.ts"

interface Asked {
  readonly userId: number
  readonly demand: Demand
  readonly offer: Offer
  /** A run that would make way for it: what that one holds does not count. */
  readonly instead?: RunRow | null
  /** A run that goes on under this demand: it began when it began, and is no start. */
  readonly extended?: RunRow
}

/** null where it fits. Within a transaction that has locked the person it is the decision, without one a forecast. */
export async function quotaRefusal(core: Core, db: Queryable, asked: Asked): Promise<Refusal | null> {
  const { userId, demand, offer, instead, extended } = asked
  const { limits } = offer
  const weights = core.config.get("CarmeHub.gpu_weights")
  const queue = queueOf(core, demand)
  const now = core.clock.now()
  const own = extended ?? instead ?? null
  const usage = await usageOfUser(db, userId)
  // What a run was charged with stays as it was admitted, whatever weights and types of queues are configured since.
  const charged = own === null ? 0 : ((await findAllocation(db, own.id))?.weighted_gpus ?? weighted(core, own.demand))
  const gpus = extended ? charged : weighted(core, demand)
  const others = own === null ? usage : { gpus: exact(usage.gpus - charged), jobs: usage.jobs - 1 }
  const counted = limits.startsPerDay !== null && extended === undefined
  const starts = counted ? await startsBeside(core, db, userId, instead ?? null) : undefined
  return (
    (extended ? null : containerRefusal(demand, offer.containers)) ??
    refusal(demand, { ...others, asked: gpus, ...(starts === undefined ? {} : { starts }) }, limits, queue, weights) ??
    (await budgetRefusal(core, db, asked, {
      gpus,
      ...timeAsked(demand, extended ?? null, now),
      except: instead?.id ?? null,
    }))
  )
}

/** More time begins where that ends which the run is charged for already: what it took of windows that are over is settled. */
function timeAsked({ walltimeMinutes }: Demand, extended: RunRow | null, now: Date): Pick<Charge, "from" | "minutes"> {
  const ends = extended === null ? null : endsAt(extended)
  if (extended === null || ends === null) return { from: now, minutes: walltimeMinutes }
  return { from: ends, minutes: (walltimeMinutes ?? 0) - (extended.demand.walltimeMinutes ?? 0) }
}

/** The GPU-hours of the project that pays, or else of the person. */
function budgetRefusal(
  core: Core,
  db: Queryable,
  { userId, demand, offer }: Asked,
  charge: Charge,
): Promise<Refusal | null> {
  if (demand.project !== undefined) return projectRefusal(core, db, demand.project, userId, charge)
  const { except, ...asked } = charge
  const whose: Whose = rows => {
    const mine = paidBy(userId)(rows)
    return except === null ? mine : mine.whereNot("carme_allocations.run_id", except)
  }
  return hoursRefusal(core, db, { ...asked, limits: hourLimits(offer.limits), whose })
}

/** What a demand costs at a time: GPUs by weight. */
export function weighted(core: Core, demand: Demand): number {
  return weightedGpus(demand, queueOf(core, demand), core.config.get("CarmeHub.gpu_weights"))
}

export function queueOf(core: Core, { queue }: Demand): Queue | null {
  return queue === null ? null : (core.config.get("CarmeHub.queues")[queue] ?? null)
}

/** Today's, without the one that would make way. */
async function startsBeside(core: Core, db: Queryable, userId: number, instead: RunRow | null): Promise<number> {
  const today = new Date(windowAt("day", core.clock.now(), core.config.get("CarmeHub.time_zone")).from * 1000)
  const starts = await countStarts(db, userId, today)
  return instead !== null && instead.requested_at >= today ? starts - 1 : starts
}
