/** Settles what ended runs are charged with by the scheduler's accounting, as often as it takes until it has told. */
import { askLater, listUnsettled, longestS, settle, type Unsettled } from "../../db/settlement.ts"
import type { AccountedJob } from "../../plugin/scheduler.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { inOneHub } from "../in-one-hub.ts"
import { jobIdOf } from "../servers/job-id.ts"
import { exact, type GpuWeights, weightOf } from "./gpu-weights.ts"

const everyMs = 30_000
/** In one turn; sacct takes a while for more. */
const most = 2000
/** An accounting that works has a job within minutes. After this long it never will: the hub's own times stand. */
const giveUpS = 7 * 86_400

/** Of several hubs on a database, one does it. */
export async function startSettling(core: Core): Promise<{ stop(): Promise<void> }> {
  let stopTurns = () => {}
  let turn = Promise.resolve()
  return await inOneHub(core, "settlement of GPU-hours", {
    async begin() {
      stopTurns = core.clock.every(everyMs, () => {
        turn = settleRuns(core).then(
          () => {},
          cause => core.log.error("GPU-hours could not be settled; it is tried again", { cause }),
        )
        return turn
      })
    },
    async end() {
      stopTurns()
      await turn
    },
  })
}

/** One turn; how many were settled. Whoever asks twice settles nothing twice. */
export async function settleRuns(core: Core): Promise<number> {
  const scheduler = core.spawner.scheduler?.(core.spawnerContext)
  const open = await listUnsettled(core.db, core.clock.now(), most)
  if (open.length === 0) return 0
  const jobs = scheduler
    ? await scheduler.accounted(open.flatMap(({ run }) => jobId(run.job) ?? []))
    : new Map<string, AccountedJob>()
  const now = core.clock.now().getTime() / 1000
  const later = new Map<string, number>()
  let settled = 0
  for (const one of open) {
    const job = jobs.get(jobId(one.run.job) ?? "")
    const ended = one.charge.ended_s ?? now
    const figures =
      job && isOf(one, job)
        ? figuresOf(core.config.get("CarmeHub.gpu_weights"), core.config.get("CarmeHub.queues"), one, job)
        : null
    if (figures !== null) settled += Number(await settle(core.db, one.charge.run_id, figures))
    else if (scheduler === undefined || now - ended > giveUpS) {
      core.log.warn("The accounting never told what a run used: the hub's own times count", { run: one.run.id })
      settled += Number(await settle(core.db, one.charge.run_id, { settled_by: "hub" }))
    } else later.set(one.charge.run_id, now + Math.min(Math.max((now - ended) / 2, everyMs / 1000), longestS))
  }
  await askLater(core.db, later)
  return settled
}

function jobId(job: JsonObject): string | null {
  const id = jobIdOf(job) ?? ""
  return /^\d{1,18}$/.test(id) ? id : null
}

/** Job numbers start again when a cluster is set up anew: another's job is not charged to this run. */
function isOf({ run }: Unsettled, job: AccountedJob): boolean {
  return job.user === run.user_name && (job.name === run.id || !job.name.startsWith("carme-"))
}

/** null while it has not ended by the accounting. Time in which it was suspended is not charged: it is an average. */
function figuresOf(
  weights: GpuWeights,
  queues: Readonly<Record<string, { readonly gpuTypes: readonly string[] }>>,
  { charge }: Unsettled,
  job: AccountedJob,
): Parameters<typeof settle>[2] | null {
  if (job.end === null) return null
  const ended = job.end.getTime() / 1000
  if (job.start === null || job.elapsedSeconds === 0) {
    return { settled_by: "accounting", weighted_gpus: 0, started_s: ended, ended_s: ended }
  }
  const started = job.start.getTime() / 1000
  const queue = charge.queue === null ? null : (queues[charge.queue] ?? null)
  const share = job.elapsedSeconds / Math.max(ended - started, 1)
  return {
    settled_by: "accounting",
    weighted_gpus: share * (held(job, charge.gpu_type, queue, weights) ?? charge.weighted_gpus),
    started_s: started,
    ended_s: ended,
  }
}

/** By the types that it got; null where the site's accounting does not count GPUs at all. */
function held(
  job: AccountedJob,
  asked: string | null,
  queue: { readonly gpuTypes: readonly string[] } | null,
  weights: GpuWeights,
): number | null {
  if (job.gpus === 0) return null
  const typed = Object.entries(job.gpusByType)
  const untyped = Math.max(0, job.gpus - typed.reduce((sum, [, count]) => sum + count, 0))
  const byType = typed.reduce((sum, [type, count]) => sum + count * weightOf(type, queue, weights), 0)
  return exact(byType + untyped * weightOf(asked, queue, weights))
}
