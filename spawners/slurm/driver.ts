/** What the slurm spawner asks of Slurm, whichever way it is asked: by its commands (cli/) or over REST (rest/). */
import type { Scheduler, StartEstimate } from "../../hub/plugin/scheduler.ts"
import type { JsonObject } from "../../hub/plugin/spawner.ts"
import type { JobSpec } from "./job-spec.ts"

/** One for a start or a question: bound to the settings that hold for it. What is no clear answer is a Fault. */
export interface SlurmDriver extends Scheduler {
  /** The job's number. Slurm's no is a Refusal in its own words; without an answer the job may be there, as `jobs` tells. */
  submit(job: Submission, owner: JobOwner): Promise<string>
  /**
   * Jobs that slurmctld knows, by number, ended ones of the last minutes included; the rest is left out. `viewer`
   * asks as that person, who always sees their own, and not as the hub's account.
   */
  jobs(by: "id" | "name", keys: readonly string[], viewer?: JobOwner): Promise<ReadonlyMap<string, QueuedJob>>
  /** Asks when the job would start, without submitting it. */
  estimate(job: Submission, owner: JobOwner): Promise<StartEstimate>
  /** Asks for the end of a job, as its user. One that is over, or never was, is no failure. */
  cancel(job: { readonly id: string } | { readonly name: string }, owner: JobOwner): Promise<void>
  /** Sends SIGTERM to the job's batch script, which ends by itself; a driver without it cancels. */
  endSoftly?(id: string, owner: JobOwner): Promise<void>
  /** The address that Slurm itself reaches a node by; a node that it does not know is left out. */
  nodeAddresses(nodes: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Where the job's standard output goes; null when Slurm has forgotten it, or writes it nowhere. */
  logFile(id: string): Promise<string | null>
}

/** What a job is watched by: a run, or a task. */
export interface Watched {
  /** The job's name. */
  readonly id: string
  readonly user: { readonly name: string }
  readonly state: JsonObject
}

/** The person that a job belongs to, as much as it takes to act as them. */
export interface JobOwner {
  readonly name: string
  readonly home: string
}

export interface Submission {
  readonly spec: JobSpec
  readonly script: string
}

export interface QueuedJob {
  readonly id: string
  readonly user: string
  readonly name: string
  /** `PENDING`, `RUNNING` and so on, as states.ts lists them. */
  readonly state: string
  /** The node that runs the batch script; empty before it starts. */
  readonly node: string
  /** When it began, or for a waiting job when Slurm thinks that it will. */
  readonly start: Date | undefined
  /** When it ended, or when its time limit ends it. */
  readonly end: Date | undefined
  readonly reason: string
}
