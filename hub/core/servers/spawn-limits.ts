/** How many servers the hub starts at once and how many may run: beyond that, come again later. */
import { randomInt } from "node:crypto"
import type { Queryable } from "../../db/db.ts"
import { countLiveRunsByState } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

/** Jobs that wait in a queue load nothing: they do not count as starting. */
export async function refuseOverload(core: Core, db: Queryable): Promise<void> {
  const startLimit = core.config.get("JupyterHub.concurrent_spawn_limit")
  const serverLimit = core.config.get("JupyterHub.active_server_limit")
  if (!startLimit && !serverLimit) return
  const counts = await countLiveRunsByState(db)
  const starting = (counts.get("admitted") ?? 0) + (counts.get("starting") ?? 0)
  const active = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (startLimit && starting >= startLimit) {
    const [soonest, latest] = core.config.get("JupyterHub.spawn_throttle_retry_range")
    const seconds = randomInt(soonest, latest + 1)
    throw new Refusal(429, `Too many users trying to log in right now. Try again in ${inWords(seconds)}.`, {
      code: "throttled",
      limit: startLimit,
      used: starting,
      headers: { "Retry-After": String(seconds) },
    })
  }
  if (serverLimit && active >= serverLimit) {
    throw new Refusal(429, "Active user limit exceeded. Try again in a few minutes.", {
      code: "too-many-users",
      limit: serverLimit,
      used: active,
    })
  }
}

function inWords(seconds: number): string {
  return seconds <= 90 ? `${Math.ceil(seconds / 10) * 10} seconds` : `${Math.round(seconds / 60)} minutes`
}
