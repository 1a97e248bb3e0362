/** What a person may have in a queue now: the lower of the queue's limits and their own, less what they hold. Pure. */
import { mayUseGpus } from "../../plugin/gpu-types.ts"
import type { Limits, Queue } from "../../plugin/offer.ts"

export interface LimitsThere {
  /** GPUs for one more session; null is no limit. */
  readonly gpus: number | null
  readonly walltimeMinutes: number | null
  readonly nodes: number
  /** Sessions that may still be started; null is no limit. */
  readonly sessions: number | null
}

export function limitsThere(
  queue: Queue,
  limits: Limits,
  usage: { readonly gpus: number; readonly jobs: number },
): LimitsThere {
  return {
    gpus: !mayUseGpus(queue, limits)
      ? 0
      : lowest(queue.maxGpusPerJob, limits.gpusPerJob, left(limits.gpus, usage.gpus)),
    walltimeMinutes: lowest(queue.maxWalltimeMinutes, limits.walltimeMinutes),
    nodes: queue.maxNodes,
    sessions: left(limits.jobs, usage.jobs),
  }
}

function left(limit: number | null, used: number): number | null {
  return limit === null ? null : Math.max(0, Math.floor(limit - used))
}

function lowest(...limits: readonly (number | null)[]): number | null {
  const said = limits.filter(limit => limit !== null)
  return said.length === 0 ? null : Math.min(...said)
}
