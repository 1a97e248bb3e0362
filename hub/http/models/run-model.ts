/** Runs as the API shows them: what was asked for, where it runs, how long yet, and how it ended. */
import { z } from "zod"
import { jobIdOf } from "../../core/servers/job-id.ts"
import type { RunRow } from "../../db/rows.ts"
import { runStates } from "../../db/rows.ts"
import { isoTime } from "../iso-time.ts"

const text = z.string().nullable()
const whole = z.number().nullable()

export const runSchema = z
  .strictObject({
    id: z.string(),
    user: z.string(),
    /** The empty string is the default server. */
    server: z.string(),
    state: z.enum(runStates),
    /** The scheduler's own id of the job; null where there is no scheduler. */
    job_id: text,
    node: text,
    queue: text,
    container: text,
    gpus: z.number(),
    gpu_type: text,
    nodes: z.number(),
    /** On each node, as is the memory. */
    cpus: whole,
    memory_mb: whole,
    walltime_minutes: whole,
    /** Why it waits, in the scheduler's words. */
    reason: text,
    /** When the scheduler thinks that it will begin. */
    estimate: text,
    requested_by: z.string(),
    requested_at: text,
    /** When it got its place on a node. */
    started_at: text,
    ready_at: text,
    /** When its time limit ends it. */
    ends_at: text,
    ended_at: text,
    outcome: z.enum(["stopped", "failed", "refused", "ended"]).nullable(),
    /** What is told of its end. */
    message: text,
  })
  .meta({ id: "Run" })

/** One run, with what has to be looked up for it. */
export const oneRunSchema = runSchema
  .extend({
    /** What was told of it last, in plain words. */
    text,
    /** Where it stands among all jobs that wait in its partition: 1 is next. Null for one that does not wait, or where the scheduler does not tell. */
    place: z.strictObject({ place: z.number(), of: z.number() }).nullable(),
    /** What it is charged with in GPU-hours: for all of its time limit while it lives, then for the time it took. */
    gpu_hours: z.number().nullable(),
  })
  .meta({ id: "OneRun" })

export type RunModel = z.infer<typeof runSchema>

export function runModel(run: RunRow): RunModel {
  const { demand } = run
  return {
    id: run.id,
    user: run.user_name,
    server: run.server_name,
    state: run.state,
    job_id: jobIdOf(run.job),
    node: run.node,
    queue: demand.queue,
    container: demand.container,
    gpus: demand.gpus,
    gpu_type: demand.gpuType,
    nodes: demand.nodes ?? 1,
    cpus: demand.cpus,
    memory_mb: demand.memoryMb,
    walltime_minutes: demand.walltimeMinutes,
    reason: run.reason,
    estimate: isoTime(run.estimate),
    requested_by: run.requested_by,
    requested_at: isoTime(run.requested_at),
    started_at: isoTime(run.allocated_at),
    ready_at: isoTime(run.ready_at),
    ends_at: isoTime(endOf(run)),
    ended_at: isoTime(run.ended_at),
    outcome: run.outcome,
    message: run.message,
  }
}

function endOf({ state, allocated_at: since, demand }: RunRow): Date | null {
  if (state === "stopped" || since === null || demand.walltimeMinutes === null) return null
  return new Date(since.getTime() + demand.walltimeMinutes * 60_000)
}
