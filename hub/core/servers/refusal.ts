/** Whether a demand fits beside what a person has in use, as pure checks, and the sentence where it does not. */

import type { Demand } from "../../plugin/demand.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits, Offer, Queue } from "../../plugin/offer.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import { exact, type GpuWeights, weightedGpus, weightOf } from "../quotas/gpu-weights.ts"
import { smallest } from "./quota.ts"

/** What a person's live runs hold, GPUs by weight, and how many starts the day has seen. */
export interface Usage {
  readonly gpus: number
  readonly jobs: number
  readonly starts?: number
  /** What the demand itself is charged with, GPUs by weight; absent: as the weights are now. */
  readonly asked?: number
}

/** The checks in the order in which they are told: the first that says no is the answer; null is admitted. */
export function refusal(
  demand: Demand,
  usage: Usage,
  limits: Limits,
  queue: Queue | null,
  weights: GpuWeights = {},
): Refusal | null {
  for (const check of checks) {
    const answer = check(demand, usage, limits, queue, weights)
    if (answer) return answer
  }
  return null
}

/** What is offered has been looked up for this person: containers of their own and shared ones are in it, too. */
export function containerRefusal({ container }: Demand, offered: Offer["containers"]): Refusal | null {
  if (container === null || offered.some(each => each.name === container)) return null
  const allowed = offered.map(each => each.name)
  const choice = allowed.length === 0 ? "there is none for you" : `choose ${allowed.join(" or ")}`
  const detail = { limit: allowed, asked: container, allowed }
  return no("container-not-allowed", `You may not use the container ${container}: ${choice}.`, detail)
}

type Check = (demand: Demand, usage: Usage, limits: Limits, queue: Queue | null, weights: GpuWeights) => Refusal | null

const queueAllowed: Check = (demand, _usage, { queues }) => {
  if (demand.queue === null || queues === null || queues.includes(demand.queue)) return null
  const choice = queues.length === 0 ? "your roles allow no queue" : `your roles allow ${queues.join(", ")}`
  return no("queue-not-allowed", `You may not use the queue ${demand.queue}: ${choice}.`, {
    limit: queues,
    asked: demand.queue,
    allowed: queues,
  })
}

const gpuTypeAllowed: Check = ({ gpus, gpuType }, _usage, { gpuTypes }, queue) => {
  if (gpus === 0 || gpuTypes === null) return null
  const offered = queue?.gpuTypes ?? []
  const allowed = offered.length === 0 ? gpuTypes : offered.filter(type => gpuTypes.includes(type))
  // Without a type Slurm gives any: all that the queue has must be allowed then.
  const fits = gpuType === null ? offered.length > 0 && allowed.length === offered.length : gpuTypes.includes(gpuType)
  if (fits) return null
  const what = gpuType === null ? "GPUs of any type" : `GPUs of the type ${gpuType}`
  const choice = allowed.length === 0 ? "your roles allow none that this queue has" : `choose ${allowed.join(" or ")}`
  return no("quota-gpu-types", `You may not use ${what}: ${choice}.`, { limit: gpuTypes, asked: gpuType, allowed })
}

/** A queue that names its types has no others, whatever a role allows. */
const queueGpuTypes: Check = ({ gpus, gpuType }, _usage, { gpuTypes }, queue) => {
  const offered = queue?.gpuTypes ?? []
  if (queue === null || gpus === 0 || gpuType === null || offered.length === 0 || offered.includes(gpuType)) return null
  const allowed = offered.filter(type => gpuTypes?.includes(type) ?? true)
  return no(
    "quota-gpu-types",
    `The queue ${queue.name} has no GPUs of the type ${gpuType}: choose ${allowed.join(" or ")}.`,
    { limit: offered, asked: gpuType, allowed },
  )
}

const gpusPerJob: Check = (demand, usage, limits, queue, weights) => {
  const { gpus } = demand
  const limit = limits.gpusPerJob
  if (limit === null || gpus <= limit) return null
  const allowed = Math.min(limit, leftOf(demand, usage, limits, queue, weights))
  return no(
    "quota-gpus-per-job",
    `Your limit is ${gpuCount(limit)} for one session; you asked for ${gpus}. ${stillPossible(allowed)}`,
    { limit, used: usage.gpus, asked: gpus, allowed },
  )
}

const queueGpus: Check = (demand, usage, limits, queue, weights) => {
  const { gpus } = demand
  const limit = queue?.maxGpusPerJob ?? null
  if (queue === null || limit === null || gpus <= limit) return null
  const allowed = Math.min(limit, left(limits.gpusPerJob, 0), leftOf(demand, usage, limits, queue, weights))
  return no(
    "quota-gpus-per-job",
    `The queue ${queue.name} gives at most ${gpuCount(limit)} to one session; you asked for ${gpus}. ${stillPossible(allowed)}`,
    { limit, used: usage.gpus, asked: gpus, allowed },
  )
}

const gpusInUse: Check = (demand, usage, limits, queue, weights) => {
  const limit = limits.gpus
  const asked = usage.asked ?? weightedGpus(demand, queue, weights)
  if (limit === null || asked === 0 || exact(usage.gpus + asked) <= limit) return null
  const allowed = Math.min(leftOf(demand, usage, limits, queue, weights), left(limits.gpusPerJob, 0))
  const counts = asked === demand.gpus ? "" : ` (${demand.gpus} of the type ${demand.gpuType ?? "that you get"})`
  return no(
    "quota-gpus",
    `Your limit is ${gpuCount(limit)} at a time; ${usage.gpus} in use, you asked for ${asked} more${counts}. ${stillPossible(allowed, demand.gpuType)}`,
    { limit, used: usage.gpus, asked, allowed },
  )
}

const jobsInUse: Check = (_demand, usage, { jobs: limit }) => {
  if (limit === null || usage.jobs + 1 <= limit) return null
  const sessions = limit === 1 ? "1 session" : `${limit} sessions`
  const advice = limit === 0 ? "None would be allowed now." : "None more would be allowed now: stop one first."
  return no("quota-jobs", `Your limit is ${sessions} at a time; ${usage.jobs} in use. ${advice}`, {
    limit,
    used: usage.jobs,
    asked: 1,
    allowed: 0,
  })
}

const startsToday: Check = (_demand, { starts = 0 }, { startsPerDay: limit }) => {
  if (limit === null || starts + 1 <= limit) return null
  const many = limit === 1 ? "1 start" : `${limit} starts`
  return no("quota-starts", `Your limit is ${many} a day; ${starts} used today. The next is possible tomorrow.`, {
    limit,
    used: starts,
    asked: 1,
    allowed: 0,
  })
}

const walltime: Check = ({ walltimeMinutes: asked }, _usage, { walltimeMinutes: limit }, queue) => {
  if (asked === null || limit === null || asked <= limit) return null
  const allowed = smallest([limit, queue?.maxWalltimeMinutes ?? null]) ?? limit
  return no(
    "quota-walltime",
    `Your limit is a time of ${formatWalltime(limit)}; you asked for ${formatWalltime(asked)}. Up to ${formatWalltime(allowed)} would be allowed now.`,
    { limit, asked, allowed },
  )
}

const queueWalltime: Check = ({ walltimeMinutes: asked }, _usage, limits, queue) => {
  const limit = queue?.maxWalltimeMinutes ?? null
  if (queue === null || asked === null || limit === null || asked <= limit) return null
  const allowed = smallest([limit, limits.walltimeMinutes]) ?? limit
  return no(
    "quota-walltime",
    `The queue ${queue.name} runs sessions for at most ${formatWalltime(limit)}; you asked for ${formatWalltime(asked)}. Up to ${formatWalltime(allowed)} would be allowed now.`,
    { limit, asked, allowed },
  )
}

const checks: readonly Check[] = [
  queueAllowed,
  gpuTypeAllowed,
  queueGpuTypes,
  gpusPerJob,
  queueGpus,
  gpusInUse,
  jobsInUse,
  startsToday,
  walltime,
  queueWalltime,
]

function no(code: string, message: string, detail: Omit<Refusal["detail"], "code">): Refusal {
  return new Refusal(403, message, { code, ...detail })
}

function gpuCount(count: number): string {
  return count === 1 ? "1 GPU" : `${count} GPUs`
}

function stillPossible(allowed: number, type: string | null = null): string {
  if (allowed === 0) return "None would be allowed now."
  return `Up to ${gpuCount(allowed)}${type === null ? "" : ` of the type ${type}`} would be allowed now.`
}

/** How many of the GPUs that are asked for are left of those at a time. */
function leftOf({ gpuType }: Demand, usage: Usage, limits: Limits, queue: Queue | null, weights: GpuWeights): number {
  const weight = weightOf(gpuType, queue, weights)
  if (limits.gpus === null || weight === 0) return Number.MAX_SAFE_INTEGER
  return Math.floor(exact(left(limits.gpus, usage.gpus) / weight))
}

function left(limit: number | null, used: number): number {
  return limit === null ? Number.MAX_SAFE_INTEGER : Math.max(0, limit - used)
}
