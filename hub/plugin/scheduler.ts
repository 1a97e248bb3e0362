/**
 * What the rooms of the hub ask of a batch scheduler, beside starting servers. A question without a clear answer is a
 * Fault, never an empty answer.
 */
export interface Scheduler {
  /** What the accounting says of these jobs; one that it does not know is left out. Charged are the seconds and GPUs here. */
  accounted(ids: readonly string[]): Promise<ReadonlyMap<string, AccountedJob>>
  /** What the cluster has, and what of it is free now. */
  resources(): Promise<Resources>
  /** Jobs that wait in a partition, or in all of them, the next one first: who stands before whom. */
  waiting(partition?: string): Promise<readonly WaitingJob[]>
  /** Jobs that run now, on whatever partition: where they are, and when they are over. */
  running(): Promise<readonly RunningJob[]>
  /** The nodes that a running job has; none for one that does not run. */
  jobNodes(id: string): Promise<readonly string[]>
  /** The time that a job may take in all, from its start. The scheduler itself checks no limit here: the hub has to. */
  setTimeLimit(id: string, minutes: number): Promise<void>
  /** Bookings known to the scheduler, those made by hand included, by their start. */
  reservations(): Promise<readonly Reservation[]>
  /**
   * Its no, such as an overlap with another one, is a Refusal in its own words. Not every overlap is seen: Slurm 24.11
   * books named nodes over a booking of GPUs on them.
   */
  createReservation(reservation: ReservationRequest): Promise<void>
  /** What is left out stays as it is. Throws a Refusal 404 for one that is not there. */
  updateReservation(name: string, changes: ReservationChanges): Promise<void>
  /** One that is not there is no failure. */
  deleteReservation(name: string): Promise<void>
  /** Jobs that wait for a reservation or run in it: with any of them Slurm does not delete it. */
  bookedJobs(name: string): Promise<readonly BookedJob[]>
  /** Takes a job out of its reservation: it goes on, or waits on, as any other. One that is over is no failure. */
  leaveReservation(jobId: string): Promise<void>
}

/** What a scheduler says when it is asked when a job would start, without submitting it. */
export type StartEstimate =
  | { readonly outcome: "start"; readonly at: Date; readonly nodes: readonly string[] }
  /** It would not take the job at all; `says` are its own words. `full`: because of how many jobs there are already. */
  | { readonly outcome: "refused"; readonly says: string; readonly full?: true }
  /** There is nothing to ask with. */
  | { readonly outcome: "unknown"; readonly cause: string }

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

export interface Resources {
  readonly nodes: readonly NodeResources[]
  readonly partitions: readonly PartitionInfo[]
}

export interface NodeResources {
  readonly name: string
  readonly partitions: readonly string[]
  /** Slurm's words, such as `["MIXED", "DRAIN"]`. */
  readonly states: readonly string[]
  /** Whether jobs may start here, room permitting: not down, drained, failing or in maintenance. */
  readonly usable: boolean
  readonly cpus: number
  readonly cpusUsed: number
  readonly memoryMb: number
  readonly memoryMbUsed: number
  readonly gpus: readonly NodeGpus[]
}

export interface NodeGpus {
  /** Null where the site has not given its GPUs a type. */
  readonly type: string | null
  readonly total: number
  readonly used: number
}

export interface PartitionInfo {
  readonly name: string
  /** Whether it takes jobs and starts them. */
  readonly isUp: boolean
  /** Null where the scheduler does not tell, as over REST before 0.0.45. */
  readonly isDefault: boolean | null
  /** Null is no limit. */
  readonly maxMinutes: number | null
  /** Jobs of a higher tier are looked at first, and may preempt others. */
  readonly tier: number
}

export interface WaitingJob {
  readonly id: string
  readonly user: string
  readonly name: string
  /** A job may wait in several. */
  readonly partitions: readonly string[]
  readonly priority: number
  readonly reason: string
  /** When the scheduler thinks that it will start; null when it has not got so far. */
  readonly start: Date | null
}

export interface RunningJob {
  readonly id: string
  readonly nodes: readonly string[]
  /** When its time limit ends it; null for one without. */
  readonly end: Date | null
  /** The reservation in which it runs; null for none. */
  readonly reservation: string | null
}

/** What is booked: whole nodes by name, some nodes, or GPUs wherever they are free. */
export type ReservedPart =
  | { readonly nodes: readonly string[] }
  | { readonly nodeCount: number }
  /**
   * A type can be named where the site accounts for types. Slurm 24.11 takes one core with each GPU, and all cores of
   * the node where gres.conf binds no cores to its GPUs.
   */
  | { readonly gpus: number; readonly gpuType: string | null }

export interface ReservationRequest {
  readonly name: string
  readonly start: Date
  readonly end: Date
  readonly part: ReservedPart
  /** Null is the default partition. */
  readonly partition: string | null
  /** Who may use it: users, accounts, or both. */
  readonly users: readonly string[]
  readonly accounts: readonly string[]
  /** Jobs of these people that fit go there without naming it. */
  readonly magnetic: boolean
  /** Given back when it has stood idle for so long; null keeps it to its end. */
  readonly purgeAfterMinutes: number | null
  /** Made over jobs that run beyond its begin, too: they go on to their end. */
  readonly ignoreJobs: boolean
}

export type ReservationChanges = Partial<Pick<ReservationRequest, "start" | "end" | "users" | "accounts">> & {
  /** Names of the nodes that it is to have from now on: of one that is in use, those that are in use have to stay. */
  readonly nodes?: readonly string[]
}

export interface BookedJob {
  readonly id: string
  readonly user: string
  /** In the queue yet. */
  readonly waits: boolean
  /** When its time is over; absent where the scheduler does not tell. */
  readonly end: Date | undefined
  /** None while it waits. */
  readonly nodes: readonly string[]
}

export interface Reservation {
  readonly name: string
  readonly start: Date
  readonly end: Date
  readonly nodes: readonly string[]
  readonly partition: string | null
  /** 0 where whole nodes are booked, or none of their GPUs. */
  readonly gpus: number
  readonly gpusByType: Readonly<Record<string, number>>
  readonly users: readonly string[]
  readonly accounts: readonly string[]
  /** Slurm's words, such as `MAGNETIC`, `MAINT` or `PURGE_COMP=00:05:00`. */
  readonly flags: readonly string[]
  /** Whether it holds now. */
  readonly isActive: boolean
}
