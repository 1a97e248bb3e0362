/** What is asked for of a backend and charged by the hub. */
import type { Container } from "./offer.ts"

/** What a run is charged with by admission. A local server is one job of no GPUs. */
export interface Demand {
  readonly queue: string | null
  readonly container: string | null
  /** The container as it was when the run was admitted: one that is changed or removed meanwhile stays what this run has. */
  readonly resolved?: Container
  /** On all nodes together. */
  readonly gpus: number
  readonly gpuType: string | null
  /** Nodes that share the GPUs evenly; absent is one. */
  readonly nodes?: number
  /** On each node. */
  readonly cpus: number | null
  /** On each node. */
  readonly memoryMb: number | null
  readonly walltimeMinutes: number | null
  /** The scheduler's name of the booking that it runs in; absent is none by name. */
  readonly reservation?: string
  /** Name of the project that pays; absent is the person's own quota. */
  readonly project?: string
  /** Slurm's account, put in by admission where the project has one. */
  readonly account?: string
  /** Needs no room in the home folder, which is full. */
  readonly rescue?: true
  /** Put in by admission, from the person's limits: Slurm's QOS for queues that name none, and its nice value. */
  readonly qos?: string
  readonly nice?: number
}
