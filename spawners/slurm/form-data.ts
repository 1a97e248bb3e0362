/** What the spawn form of the slurm spawner shows: the data of templates/partials/slurm-form.hbs, made by form.ts. */
import type { OfferedProject } from "../../hub/plugin/offer.ts"

export interface SlurmFormQueue {
  readonly name: string
  readonly displayName: string
  readonly description: string
  /** The lower of the queue's and the person's limit; null is no limit. */
  readonly maxWalltimeMinutes: number | null
  /** The lower of the queue's and the person's limit; null is no limit, 0 is a queue without GPUs. */
  readonly maxGpusPerJob: number | null
  /** What an empty field stands for. */
  readonly defaultGpus: number
  /** Types that may be asked for; empty offers no choice of type. */
  readonly gpuTypes: readonly string[]
  /** More than one offers a choice. */
  readonly maxNodes: number
  readonly isPreemptible: boolean
  readonly isDefault: boolean
}

export interface SlurmFormContainer {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly isDefault: boolean
}

/** One limit in words, with its figures where there are any: "1 of 2 GPUs in use". */
export interface SlurmFormLimit {
  readonly name: "gpus" | "gpusPerJob" | "jobs" | "walltime"
  readonly text: string
  readonly used?: number
  readonly limit?: number
}

/** What the fields hold when the form opens: the options of the last start, or the values of a refused attempt. */
export interface SlurmFormValues {
  readonly container?: string
  readonly queue?: string
  readonly gpus?: string
  readonly gpu_type?: string
  readonly nodes?: string
  readonly cpus?: string
  /** As a person writes it: `16G`. Empty follows from the GPUs. */
  readonly memory?: string
  /** As a person writes it: `2:00:00`, `1-00:00:00` or minutes. */
  readonly walltime?: string
  /** A path a line. */
  readonly mounts?: string
  /** Lines of two paths with " -> " between them. */
  readonly stage_in?: string
  readonly stage_out?: string
}

/** A file system that sessions get, or the folder that a job has for itself. */
export interface SlurmFormPlace {
  /** Where it is in the session; "~" is the home. */
  readonly path: string
  /** What it is for, in the site's words, and what there is to know of it: "read-only", "1.8 TB". */
  readonly text: string
  /** Display names of the only queues that have it; empty is all. */
  readonly queues: readonly string[]
}

export interface SlurmFormData {
  readonly queues: readonly SlurmFormQueue[]
  readonly containers: readonly SlurmFormContainer[]
  /** Those that may pay; none offers no choice. */
  readonly projects: readonly OfferedProject[]
  readonly limits: readonly SlurmFormLimit[]
  readonly mounts: readonly SlurmFormPlace[]
  readonly scratch: readonly SlurmFormPlace[]
  /** Folders below which the person may have more mounted. */
  readonly mountRoots: readonly string[]
  readonly defaults: SlurmFormValues
  /** Whether any queue has several nodes to choose. */
  readonly hasNodes: boolean
  /** Bookings that hold now, to start in. */
  readonly bookings: readonly { readonly id: number | string; readonly text: string }[]
}
