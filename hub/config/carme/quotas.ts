/** `c.CarmeHub.quotas`: limits by role; None is no limit, and a limit that is left out is said by the person's other roles. */
import { z } from "zod"
import type { Limits } from "../../plugin/offer.ts"
import { section } from "./section.ts"
import { count, flag, memorySize, string, strings, walltime } from "./units.ts"

/** What one role says: undefined says nothing, null is no limit. */
export type Quota = { readonly [K in keyof Limits]?: Limits[K] | undefined }

const hours = z.number("must be a number of GPU-hours").min(0, "must not be negative")

const reservations = z.strictObject({ days_ahead: count.nullish(), hours: hours.nullish() })

const schema = z.strictObject({
  gpus: count.nullish(),
  gpus_per_job: count.nullish(),
  gpu_types: strings.nullish(),
  jobs: count.nullish(),
  starts_per_day: count.nullish(),
  walltime: walltime.nullish(),
  gpu_hours_per_day: hours.nullish(),
  gpu_hours_per_week: hours.nullish(),
  gpu_hours_per_month: hours.nullish(),
  queues: strings.nullish(),
  containers: strings.nullish(),
  add_containers: flag.optional(),
  container_disk: memorySize.nullish(),
  /** True books without limits. */
  reservations: z.union([flag, reservations], "must be True, False or a dict with days_ahead and hours").optional(),
  disk: memorySize.nullish(),
  qos: string.nullish(),
  nice: count.nullish(),
})

export const quotas = section(
  "a dict of role name to a dict of limits",
  schema,
  (_role, s): Quota => ({
    gpus: s.gpus,
    gpusPerJob: s.gpus_per_job,
    gpuTypes: s.gpu_types,
    jobs: s.jobs,
    startsPerDay: s.starts_per_day,
    walltimeMinutes: s.walltime,
    gpuHoursPerDay: s.gpu_hours_per_day,
    gpuHoursPerWeek: s.gpu_hours_per_week,
    gpuHoursPerMonth: s.gpu_hours_per_month,
    queues: s.queues,
    containers: s.containers,
    addContainers: s.add_containers,
    containerDiskMb: s.container_disk,
    reservations: booking(s.reservations),
    diskMb: s.disk,
    qos: s.qos,
    nice: s.nice,
  }),
)

function booking(value: boolean | z.output<typeof reservations> | undefined): Quota["reservations"] {
  if (value === undefined) return undefined
  if (value === false) return null
  if (value === true) return { daysAhead: null, hours: null }
  return { daysAhead: value.days_ahead ?? null, hours: value.hours ?? null }
}
