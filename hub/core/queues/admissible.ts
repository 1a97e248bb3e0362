/** Whether a start would be admitted now: admission's own checks, on what is in use at this moment. Nothing is charged. */
import { usageOfUser } from "../../db/allocations.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import type { Refusal } from "../../plugin/errors.ts"
import type { Demand, Offer, ParsedOptions } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { fillWalltime, refusal } from "../servers/quota.ts"

export type Admissible =
  | { readonly demand: Demand; readonly refusal: null }
  | { readonly demand: Demand; readonly refusal: Refusal }

/** `instead` is a run that would make way for it: what that one holds does not count. */
export async function admissible(
  core: Core,
  user: UserRow,
  parsed: ParsedOptions,
  offer: Offer,
  instead: RunRow | null,
): Promise<Admissible> {
  const usage = await usageOfUser(core.db, user.id)
  const held = instead === null ? usage : { ...usage, gpus: usage.gpus - instead.demand.gpus, jobs: usage.jobs - 1 }
  const queue = parsed.demand.queue === null ? null : (core.config.get("CarmeHub.queues")[parsed.demand.queue] ?? null)
  const demand = fillWalltime(parsed.demand, offer.limits, queue)
  const no = refusal(demand, held, offer.limits, queue)
  return no ? { demand, refusal: no } : { demand, refusal: null }
}
