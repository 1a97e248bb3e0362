/** What GPUs count for: one of each type by its weight, a slice or a shard less than a whole one. Pure. */
import type { Queue } from "../../plugin/offer.ts"

export type GpuWeights = Readonly<Record<string, number>>

/** A type that has no weight counts as one GPU. Without a type it may be any of the queue's: the heaviest is charged. */
export function weightOf(type: string | null, queue: Pick<Queue, "gpuTypes"> | null, weights: GpuWeights): number {
  if (type !== null) return own(type, weights)
  const types = queue?.gpuTypes ?? []
  return types.length === 0 ? 1 : Math.max(...types.map(each => own(each, weights)))
}

/** What a demand costs at a time. Times its hours, it is its cost in GPU-hours. */
export function weightedGpus(
  demand: { readonly gpus: number; readonly gpuType: string | null },
  queue: Pick<Queue, "gpuTypes"> | null,
  weights: GpuWeights,
): number {
  return exact(demand.gpus * weightOf(demand.gpuType, queue, weights))
}

/** Tenths have no exact value in a computer: three of them are 0.3, not a trifle more. */
export function exact(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function own(type: string, weights: GpuWeights): number {
  return Object.hasOwn(weights, type) ? (weights[type] ?? 1) : 1
}
