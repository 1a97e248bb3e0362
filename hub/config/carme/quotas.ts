/** `c.CarmeHub.quotas`: limits by role; None is no limit, and a limit that is left out is said by the person's other roles. */
import { z } from "zod"
import type { Limits } from "../../plugin/spawner.ts"
import { section } from "./section.ts"
import { count, strings, walltime } from "./units.ts"

/** What one role says: undefined says nothing, null is no limit. */
export type Quota = { readonly [K in keyof Limits]?: Limits[K] | undefined }

const schema = z.strictObject({
  gpus: count.nullish(),
  gpus_per_job: count.nullish(),
  jobs: count.nullish(),
  walltime: walltime.nullish(),
  queues: strings.nullish(),
})

export const quotas = section(
  "a dict of role name to a dict of limits",
  schema,
  (_role, s): Quota => ({
    gpus: s.gpus,
    gpusPerJob: s.gpus_per_job,
    jobs: s.jobs,
    walltimeMinutes: s.walltime,
    queues: s.queues,
  }),
)
