/** Jobs as slurmctld tells them over REST, 0.0.40 to 0.0.45, in the words that the rest of the spawner knows. Pure. */
import type { BookedJob, RunningJob, WaitingJob } from "../../../hub/plugin/scheduler.ts"
import type { QueuedJob } from "../driver.ts"
import { expandHostlist } from "../hostlist.ts"
import { type Fields, listOf, numberOf, rowsOf, stateOf, textOf, timeOf } from "./values.ts"

/** Tasks of an array are left out, as the command line's are: no job of ours is one. */
export function queuedJobs(body: unknown): readonly QueuedJob[] {
  return rowsOf(body, "jobs")
    .filter(job => numberOf(job.job_id) !== null && !numberOf(job.array_job_id))
    .map(job => ({
      id: String(numberOf(job.job_id)),
      user: textOf(job.user_name),
      name: textOf(job.name),
      state: stateOf(job.job_state),
      node: textOf(job.batch_host),
      start: timeOf(job.start_time),
      end: timeOf(job.end_time),
      reason: textOf(job.state_reason),
    }))
}

/** The tasks of an array that wait are one job. */
export function waitingJobs(body: unknown, partition: string | undefined): readonly WaitingJob[] {
  return rowsOf(body, "jobs")
    .filter(job => stateOf(job.job_state) === "PENDING" && numberOf(job.job_id) !== null)
    .map(job => ({
      id: String(numberOf(job.job_id)),
      user: textOf(job.user_name),
      name: textOf(job.name),
      partitions: listOf(job.partition),
      priority: numberOf(job.priority) ?? 0,
      reason: textOf(job.state_reason),
      start: timeOf(job.start_time) ?? null,
    }))
    .filter(job => partition === undefined || job.partitions.includes(partition))
}

/** Those that wait for a booking and those that run in it. */
export function bookedJobs(body: unknown, name: string): readonly BookedJob[] {
  return rowsOf(body, "jobs")
    .filter(job => textOf(job.resv_name) === name && numberOf(job.job_id) !== null)
    .filter(job => notOver.includes(stateOf(job.job_state)))
    .map(job => ({
      id: String(numberOf(job.job_id)),
      user: textOf(job.user_name),
      waits: stateOf(job.job_state) === "PENDING",
      end: timeOf(job.end_time),
      nodes: expandHostlist(textOf(job.nodes)),
    }))
}

const notOver = ["PENDING", "CONFIGURING", "RUNNING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "COMPLETING"]

/** Those that hold nodes: what has ended and only cleans up is in the way of no reservation. */
export function runningJobs(body: unknown): readonly RunningJob[] {
  return rowsOf(body, "jobs")
    .filter(job => ["RUNNING", "CONFIGURING"].includes(stateOf(job.job_state)) && numberOf(job.job_id) !== null)
    .map(job => ({
      id: String(numberOf(job.job_id)),
      nodes: expandHostlist(textOf(job.nodes)),
      end: timeOf(job.end_time) ?? null,
      reservation: textOf(job.resv_name) || null,
    }))
}

/** Where the standard output goes: a path, with Slurm's placeholders filled in. */
export function standardOutput(job: Fields): string | null {
  const path = textOf(job.stdout_expanded) || textOf(job.standard_output)
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    j: String(numberOf(job.job_id)),
    A: String(numberOf(job.job_id)),
    u: textOf(job.user_name),
    x: textOf(job.name),
    N: textOf(job.batch_host),
  }
  const full = path.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole)
  return full.startsWith("/") ? full : null
}
