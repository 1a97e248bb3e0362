/**
 * What the rooms of the hub ask of a batch scheduler, beside starting servers. A question without a clear answer is a
 * Fault, never an empty answer.
 */
export interface Scheduler {
  /** What the accounting says of these jobs; one that it does not know is left out. Charged are the seconds and GPUs here. */
  accounted(ids: readonly string[]): Promise<ReadonlyMap<string, AccountedJob>>
}

export interface AccountedJob {
  readonly id: string
  readonly user: string
  readonly name: string
  /** Slurm's word, such as `COMPLETED` or `CANCELLED by 20001`. */
  readonly state: string
  /** 128 + signal for a job that a signal ended, as a shell tells it. */
  readonly exitCode: number | null
  /** Null before it began; a job that was cancelled while it waited never did. */
  readonly start: Date | null
  /** Null while it waits or runs. */
  readonly end: Date | null
  /** From start to end, or until now, without the time that it was suspended; 0 for one that never ran. */
  readonly elapsedSeconds: number
  /** GPUs that it held; 0 for one that never ran. */
  readonly gpus: number
  /** The same by type, in so far as the site accounts for types (AccountingStorageTRES=gres/gpu:a100). */
  readonly gpusByType: Readonly<Record<string, number>>
}
