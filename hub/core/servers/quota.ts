/** Quotas, as pure functions: what a person's roles allow, and whether a demand fits beside what is in use. */
import type { Quota } from "../../config/carme/quotas.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Demand, Limits, Queue, ReservationLimits } from "../../plugin/spawner.ts"
import { formatWalltime } from "./walltime.ts"

/** What a person's live runs hold. */
export interface Usage {
  readonly gpus: number
  readonly jobs: number
}

/** What holds where a site has no quotas. What is a privilege rather than a limit has to be given by a role. */
export const noLimits: Limits = {
  gpus: null,
  gpusPerJob: null,
  gpuTypes: null,
  jobs: null,
  startsPerDay: null,
  walltimeMinutes: null,
  gpuHoursPerDay: null,
  gpuHoursPerWeek: null,
  gpuHoursPerMonth: null,
  queues: null,
  containers: null,
  addContainers: false,
  reservations: null,
  diskMb: null,
  qos: null,
  nice: null,
}
const nothing: Limits = { ...noLimits, gpus: 0, gpusPerJob: 0, jobs: 0, walltimeMinutes: 0, queues: [], containers: [] }

/** The most generous of a person's roles, limit by limit. Where quotas exist, a person with none of these roles has nothing. */
export function limitsOf(roles: readonly string[], table: Readonly<Record<string, Quota>>): Limits {
  if (Object.keys(table).length === 0) return noLimits
  // In the table's order, which decides where two roles name different QOS: the later counts.
  const mine = Object.entries(table).flatMap(([role, quota]) => (roles.includes(role) ? [quota] : []))
  if (mine.length === 0) return nothing
  const most = (limit: (quota: Quota) => number | null | undefined) => largest(mine.map(limit))
  return {
    gpus: most(quota => quota.gpus),
    gpusPerJob: most(quota => quota.gpusPerJob),
    gpuTypes: union(mine.map(quota => quota.gpuTypes)),
    jobs: most(quota => quota.jobs),
    startsPerDay: most(quota => quota.startsPerDay),
    walltimeMinutes: most(quota => quota.walltimeMinutes),
    gpuHoursPerDay: most(quota => quota.gpuHoursPerDay),
    gpuHoursPerWeek: most(quota => quota.gpuHoursPerWeek),
    gpuHoursPerMonth: most(quota => quota.gpuHoursPerMonth),
    queues: union(mine.map(quota => quota.queues)),
    containers: union(mine.map(quota => quota.containers)),
    addContainers: mine.some(quota => quota.addContainers === true),
    reservations: widest(mine.flatMap(quota => quota.reservations ?? [])),
    diskMb: most(quota => quota.diskMb),
    qos: mine.flatMap(quota => quota.qos ?? []).at(-1) ?? null,
    nice: smallest(mine.map(quota => quota.nice ?? null)),
  }
}

function widest(given: readonly ReservationLimits[]): ReservationLimits | null {
  if (given.length === 0) return null
  return { daysAhead: largest(given.map(g => g.daysAhead)), hours: largest(given.map(g => g.hours)) }
}

/** A demand without a walltime gets the longest that its queue and the quota allow; the rest stays as asked. */
export function fillWalltime(demand: Demand, limits: Limits, queue: Queue | null): Demand {
  if (demand.walltimeMinutes !== null) return demand
  return { ...demand, walltimeMinutes: smallest([queue?.maxWalltimeMinutes ?? null, limits.walltimeMinutes]) }
}

/** The checks in the order in which they are told: the first that says no is the answer; null is admitted. */
export function refusal(demand: Demand, usage: Usage, limits: Limits, queue: Queue | null): Refusal | null {
  const checks = [queueAllowed, gpusPerJob, queueGpus, gpusInUse, jobsInUse, walltime, queueWalltime]
  for (const check of checks) {
    const answer = check(demand, usage, limits, queue)
    if (answer) return answer
  }
  return null
}

type Check = (demand: Demand, usage: Usage, limits: Limits, queue: Queue | null) => Refusal | null

const queueAllowed: Check = (demand, _usage, { queues }) => {
  if (demand.queue === null || queues === null || queues.includes(demand.queue)) return null
  const choice = queues.length === 0 ? "your roles allow no queue" : `your roles allow ${queues.join(", ")}`
  return no("queue-not-allowed", `You may not use the queue ${demand.queue}: ${choice}.`, {
    limit: queues,
    asked: demand.queue,
    allowed: queues,
  })
}

const gpusPerJob: Check = ({ gpus }, usage, limits) => {
  const limit = limits.gpusPerJob
  if (limit === null || gpus <= limit) return null
  const allowed = Math.min(limit, left(limits.gpus, usage.gpus))
  return no(
    "quota-gpus-per-job",
    `Your limit is ${gpuCount(limit)} for one session; you asked for ${gpus}. ${stillPossible(allowed)}`,
    { limit, used: usage.gpus, asked: gpus, allowed },
  )
}

const queueGpus: Check = ({ gpus }, usage, limits, queue) => {
  const limit = queue?.maxGpusPerJob ?? null
  if (queue === null || limit === null || gpus <= limit) return null
  const allowed = Math.min(limit, left(limits.gpusPerJob, 0), left(limits.gpus, usage.gpus))
  return no(
    "quota-gpus-per-job",
    `The queue ${queue.name} gives at most ${gpuCount(limit)} to one session; you asked for ${gpus}. ${stillPossible(allowed)}`,
    { limit, used: usage.gpus, asked: gpus, allowed },
  )
}

const gpusInUse: Check = ({ gpus }, usage, limits) => {
  const limit = limits.gpus
  if (limit === null || gpus === 0 || usage.gpus + gpus <= limit) return null
  const allowed = Math.min(left(limit, usage.gpus), left(limits.gpusPerJob, 0))
  return no(
    "quota-gpus",
    `Your limit is ${gpuCount(limit)} at a time; ${usage.gpus} in use, you asked for ${gpus} more. ${stillPossible(allowed)}`,
    { limit, used: usage.gpus, asked: gpus, allowed },
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

function no(code: string, message: string, detail: Omit<Refusal["detail"], "code">): Refusal {
  return new Refusal(403, message, { code, ...detail })
}

function gpuCount(count: number): string {
  return count === 1 ? "1 GPU" : `${count} GPUs`
}

function stillPossible(allowed: number): string {
  if (allowed === 0) return "None would be allowed now."
  return `Up to ${gpuCount(allowed)} would be allowed now.`
}

function left(limit: number | null, used: number): number {
  return limit === null ? Number.MAX_SAFE_INTEGER : Math.max(0, limit - used)
}

/** Null (no limit) beats every number; what is not said does not count; if nobody says anything there is no limit. */
function largest(values: readonly (number | null | undefined)[]): number | null {
  const said = values.filter(value => value !== undefined)
  return said.length === 0 || said.includes(null) ? null : Math.max(...said.map(value => value ?? 0))
}

function union(values: readonly (readonly string[] | null | undefined)[]): readonly string[] | null {
  const said = values.filter(value => value !== undefined)
  return said.length === 0 || said.includes(null) ? null : [...new Set(said.flatMap(value => value ?? []))]
}

function smallest(values: readonly (number | null)[]): number | null {
  const said = values.filter(value => value !== null)
  return said.length === 0 ? null : Math.min(...said)
}
