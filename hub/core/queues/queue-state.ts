/** What a queue has free now and how many wait in it, from one look at the cluster. Pure. */

import type { Queue } from "../../plugin/offer.ts"
import type { NodeResources, Resources, WaitingJob } from "../../plugin/scheduler.ts"
import type { ClusterView } from "./cluster-view.ts"

export interface QueueState {
  /** Whether its partition takes jobs and starts them. */
  readonly isOpen: boolean
  readonly nodes: { readonly total: number; readonly usable: number; readonly idle: number }
  readonly cpus: { readonly total: number; readonly free: number }
  /** By type; null is a GPU whose type the site does not tell. */
  readonly gpus: readonly { readonly type: string | null; readonly total: number; readonly free: number }[]
  /** Jobs of anybody that wait in its partition; null when the scheduler does not tell. */
  readonly waiting: number | null
}

/** Null where nothing is known of its partition. Queues on the same nodes show the same GPUs: who comes first has them. */
export function queueState(queue: Queue, { resources, waiting }: ClusterView): QueueState | null {
  const partition = resources === null ? undefined : partitionOf(queue, resources)
  if (resources === null || partition === undefined) return null
  const nodes = resources.nodes.filter(node => node.partitions.includes(partition.name))
  const usable = nodes.filter(node => node.usable)
  return {
    isOpen: partition.isUp,
    nodes: { total: nodes.length, usable: usable.length, idle: usable.filter(isIdle).length },
    cpus: { total: sum(nodes, node => node.cpus), free: sum(usable, node => node.cpus - node.cpusUsed) },
    gpus: gpusOf(nodes),
    waiting: waiting === null ? null : waiting.filter(job => job.partitions.includes(partition.name)).length,
  }
}

/** The same in a line: `1 of 2 a100 free now, 3 jobs wait`. */
export function stateText({ isOpen, nodes, cpus, gpus, waiting }: QueueState): string {
  if (!isOpen) return "closed at the moment"
  const waits = waiting === null || waiting === 0 ? "" : `, ${waiting} ${waiting === 1 ? "job waits" : "jobs wait"}`
  if (nodes.usable === 0) return `no node is up at the moment${waits}`
  const free = gpus.map(({ type, total, free }) => `${free} of ${total} ${type ?? (total === 1 ? "GPU" : "GPUs")}`)
  return `${free.length === 0 ? `${cpus.free} of ${cpus.total} CPUs` : free.join(", ")} free now${waits}`
}

/** Where a job stands among those that wait in the same partition: 1 is next. Null for one that does not wait. */
export function placeOf(
  jobId: string,
  waiting: readonly WaitingJob[],
): { readonly place: number; readonly of: number } | null {
  const mine = waiting.find(job => job.id === jobId)
  if (!mine) return null
  const beside = waiting.filter(job => job.partitions.some(partition => mine.partitions.includes(partition)))
  return { place: beside.indexOf(mine) + 1, of: beside.length }
}

/** The partition of a queue, or the default one; undefined where the cluster tells of none. */
export function partitionOf({ partition }: Queue, { partitions }: Resources) {
  return partitions.find(p => (partition === null ? p.isDefault : p.name === partition))
}

function isIdle(node: NodeResources): boolean {
  return node.cpusUsed === 0 && node.gpus.every(gpu => gpu.used === 0)
}

function gpusOf(nodes: readonly NodeResources[]): QueueState["gpus"] {
  const all = nodes.flatMap(node =>
    node.gpus.map(({ type, total, used }) => ({ type, total, free: node.usable ? total - used : 0 })),
  )
  const types = [...new Set(all.map(gpu => gpu.type))]
  return types.map(type => {
    const same = all.filter(gpu => gpu.type === type)
    return { type, total: sum(same, gpu => gpu.total), free: sum(same, gpu => gpu.free) }
  })
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0)
}
