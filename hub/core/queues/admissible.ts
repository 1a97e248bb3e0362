/** Whether a start would be admitted now: admission's own checks, on what is in use at this moment. Nothing is charged. */
import type { RunRow, UserRow } from "../../db/rows.ts"
import type { Demand } from "../../plugin/demand.ts"
import type { Refusal } from "../../plugin/errors.ts"
import type { Offer } from "../../plugin/offer.ts"
import type { ParsedOptions } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { fillWalltime } from "../servers/quota.ts"
import { queueOf, quotaRefusal } from "../servers/quota-refusal.ts"

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
  const demand = fillWalltime(parsed.demand, offer.limits, queueOf(core, parsed.demand))
  const no = await quotaRefusal(core, core.db, { userId: user.id, demand, offer, instead })
  return no ? { demand, refusal: no } : { demand, refusal: null }
}
