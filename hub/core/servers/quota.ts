/** What a person's roles allow, as pure functions: the most generous of them, limit by limit. */
import type { Quota } from "../../config/carme/quotas.ts"
import type { Demand } from "../../plugin/demand.ts"
import type { Limits, Queue, ReservationLimits } from "../../plugin/offer.ts"

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
  containerDiskMb: null,
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
  return mine.length === 0 ? nothing : merged(mine)
}

/** The most generous of several quotas. */
export function merged(mine: readonly Quota[]): Limits {
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
    containerDiskMb: most(quota => quota.containerDiskMb),
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

/** Null (no limit) beats every number; what is not said does not count; if nobody says anything there is no limit. */
function largest(values: readonly (number | null | undefined)[]): number | null {
  const said = values.filter(value => value !== undefined)
  return said.length === 0 || said.includes(null) ? null : Math.max(...said.map(value => value ?? 0))
}

function union(values: readonly (readonly string[] | null | undefined)[]): readonly string[] | null {
  const said = values.filter(value => value !== undefined)
  return said.length === 0 || said.includes(null) ? null : [...new Set(said.flatMap(value => value ?? []))]
}

export function smallest(values: readonly (number | null)[]): number | null {
  const said = values.filter(value => value !== null)
  return said.length === 0 ? null : Math.min(...said)
}
