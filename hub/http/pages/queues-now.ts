/** Adds to the queues of a spawn form what is free in each now. */
import type { Core } from "../../core/core.ts"
import { queueState, stateText } from "../../core/queues/queue-state.ts"
import { quickView } from "./quick-view.ts"

export async function queuesNow(core: Core, queues: unknown): Promise<unknown> {
  if (!Array.isArray(queues) || queues.length === 0 || !core.spawner.scheduler) return queues
  const view = await quickView(core)
  const known = core.config.get("CarmeHub.queues")
  return queues.map((queue: { readonly name?: string }) => {
    const set = known[queue.name ?? ""]
    const state = set === undefined ? null : queueState(set, view)
    return state === null ? queue : { ...queue, now: stateText(state) }
  })
}
