/** Limits that an admin sets at run time, checked against what the site has. */
import type { Quota } from "../../config/carme/quotas.ts"
import type { Core } from "../../core/core.ts"
import { Refusal } from "../../plugin/errors.ts"

/** A queue that is not there would silently allow nothing. */
export function checkedQuota(core: Core, quota: Quota): Quota {
  const known = Object.keys(core.config.get("CarmeHub.queues"))
  const stranger = quota.queues?.find(queue => !known.includes(queue))
  if (stranger === undefined) return quota
  throw new Refusal(
    400,
    `There is no queue ${JSON.stringify(stranger.slice(0, 100))}. There are: ${known.join(", ") || "none"}.`,
  )
}
