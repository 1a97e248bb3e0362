/** Adds to the queues of a spawn form what is free in each now. */
import type { Core } from "../../core/core.ts"
import { clusterView } from "../../core/queues/cluster-view.ts"
import { queueState, stateText } from "../../core/queues/queue-state.ts"

const lookMs = 1500

/** A cluster that takes its time does not keep the form from anybody. */
export async function queuesNow(core: Core, queues: unknown): Promise<unknown> {
  if (!Array.isArray(queues) || queues.length === 0 || !core.spawner.scheduler) return queues
  const done = new AbortController()
  const late = core.clock.sleep(lookMs, done.signal).catch(() => {})
  const view = await Promise.race([clusterView(core), late])
  done.abort()
  if (!view) return queues
  const known = core.config.get("CarmeHub.queues")
  return queues.map((queue: { readonly name?: string }) => {
    const set = known[queue.name ?? ""]
    const state = set === undefined ? null : queueState(set, view)
    return state === null ? queue : { ...queue, now: stateText(state) }
  })
}
