/** Which types of GPUs a person may ask for in a queue: what their roles forbid is not there for them. Pure. */
import type { Limits, Queue } from "./offer.ts"

/** Empty is no choice: the queue tells of no types, or none of them is allowed, as `mayUseGpus` tells. */
export function typesFor(queue: Pick<Queue, "gpuTypes">, { gpuTypes }: Pick<Limits, "gpuTypes">): readonly string[] {
  if (gpuTypes === null) return queue.gpuTypes
  return queue.gpuTypes.length === 0 ? gpuTypes : queue.gpuTypes.filter(type => gpuTypes.includes(type))
}

/** Not where the queue has only types that are forbidden. */
export function mayUseGpus(queue: Pick<Queue, "gpuTypes">, limits: Pick<Limits, "gpuTypes">): boolean {
  return limits.gpuTypes === null || typesFor(queue, limits).length > 0
}

/** GPUs of a request that gives no number. */
export function usualGpus(queue: Queue, limits: Limits): number {
  if (!mayUseGpus(queue, limits)) return 0
  const most = [queue.maxGpusPerJob, limits.gpusPerJob, limits.gpus].filter(limit => limit !== null)
  return Math.floor(Math.min(queue.defaultGpus ?? 0, ...most))
}
