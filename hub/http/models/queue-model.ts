/** Queues as the API shows them: what they are, what is free now, and what the person may have there. */
import { z } from "zod"
import type { LimitsThere } from "../../core/queues/limits-there.ts"
import { type QueueState, stateText } from "../../core/queues/queue-state.ts"
import type { Queue } from "../../plugin/offer.ts"

const whole = z.number().nullable()

export const queueSchema = z
  .strictObject({
    name: z.string(),
    display_name: z.string(),
    description: z.string(),
    /** For interactive work: sessions are small, and start in seconds. */
    instant: z.boolean(),
    /** Sessions may have to make way for others. */
    preemptible: z.boolean(),
    default: z.boolean(),
    gpu_types: z.array(z.string()),
    max_gpus_per_job: whole,
    /** For a start that gives no number. */
    default_gpus: z.number(),
    max_walltime_minutes: whole,
    max_nodes: z.number(),
    /** Null where there is no scheduler, or it does not answer. */
    now: z
      .strictObject({
        /** All of this in a line. */
        text: z.string(),
        /** Whether it takes jobs and starts them. */
        open: z.boolean(),
        nodes: z.strictObject({ total: z.number(), usable: z.number(), idle: z.number() }),
        cpus: z.strictObject({ total: z.number(), free: z.number() }),
        /** The type is null where the site does not tell it. */
        gpus: z.array(z.strictObject({ type: z.string().nullable(), total: z.number(), free: z.number() })),
        /** Jobs of anybody that wait there. */
        waiting_jobs: whole,
      })
      .nullable(),
    /** Servers of this hub. */
    running: z.number(),
    waiting: z.number(),
    /** For one more session of this person; null is no limit, and null for who is no person. */
    mine: z.strictObject({ gpus: whole, walltime_minutes: whole, nodes: z.number(), sessions: whole }).nullable(),
  })
  .meta({ id: "Queue" })

export interface QueueFigures {
  readonly state: QueueState | null
  readonly running: number
  readonly waiting: number
  readonly mine: LimitsThere | null
  /** Types of GPUs that the person may use there. */
  readonly types: readonly string[]
  /** GPUs of a start that gives no number. */
  readonly usual: number
}

export function queueModel(
  queue: Queue,
  { state, running, waiting, mine, types, usual }: QueueFigures,
): z.infer<typeof queueSchema> {
  return {
    name: queue.name,
    display_name: queue.displayName,
    description: queue.description,
    instant: queue.isInstant,
    preemptible: queue.isPreemptible,
    default: queue.isDefault,
    gpu_types: [...types],
    max_gpus_per_job: queue.maxGpusPerJob,
    default_gpus: usual,
    max_walltime_minutes: queue.maxWalltimeMinutes,
    max_nodes: queue.maxNodes,
    now: state && {
      text: stateText(state),
      open: state.isOpen,
      nodes: { ...state.nodes },
      cpus: { ...state.cpus },
      gpus: state.gpus.map(gpu => ({ ...gpu })),
      waiting_jobs: state.waiting,
    },
    running,
    waiting,
    mine: mine && {
      gpus: mine.gpus,
      walltime_minutes: mine.walltimeMinutes,
      nodes: mine.nodes,
      sessions: mine.sessions,
    },
  }
}
