/** What the cluster has free and who waits: asked once in some seconds for all people together, and only while somebody looks. */
import type { Resources, WaitingJob } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import { recentAnswers } from "../recent-answers.ts"

export interface ClusterView {
  /** Null where there is no scheduler, or it does not answer at the moment. */
  readonly resources: Resources | null
  /** The next one first. */
  readonly waiting: readonly WaitingJob[] | null
}

const recent = recentAnswers<ClusterView>(5_000)

export function clusterView(core: Core): Promise<ClusterView> {
  return recent(core, "", () => look(core))
}

async function look(core: Core): Promise<ClusterView> {
  const scheduler = core.spawner.scheduler?.(core.spawnerContext)
  if (!scheduler) return { resources: null, waiting: null }
  const [resources, waiting] = await Promise.all([
    orNull(core, () => scheduler.resources()),
    orNull(core, () => scheduler.waiting()),
  ])
  return { resources, waiting }
}

/** A look at the cluster is help, not a duty: without an answer the pages do without. */
async function orNull<T>(core: Core, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    core.log.warn("What the cluster has free could not be asked for", { cause: error })
    return null
  }
}
