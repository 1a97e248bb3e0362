/** A look at the cluster for a page: one that takes its time does not keep the page from anybody. */
import type { Core } from "../../core/core.ts"
import { type ClusterView, clusterView } from "../../core/queues/cluster-view.ts"

const lookMs = 1500

export async function quickView(core: Core): Promise<ClusterView> {
  const done = new AbortController()
  const late = core.clock.sleep(lookMs, done.signal).then(
    () => nothing,
    () => nothing,
  )
  const view = await Promise.race([clusterView(core), late])
  done.abort()
  return view
}

const nothing: ClusterView = { resources: null, waiting: null }
