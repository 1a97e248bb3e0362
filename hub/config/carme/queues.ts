/** `c.CarmeHub.queues`: classes of service, in the shape that the hub and its spawners work with. */
import { z } from "zod"
import type { Queue } from "../../plugin/offer.ts"
import { section } from "./section.ts"
import { count, flag, memorySize, string, strings, walltime } from "./units.ts"

/** What keeps the jobs of an instant queue small, where the site says nothing else. */
const small = { walltimeMinutes: 120, gpus: 1 }

const schema = z.strictObject({
  display_name: string.optional(),
  description: string.optional(),
  partition: string.nullish(),
  qos: string.nullish(),
  account: string.nullish(),
  max_walltime: walltime.nullish(),
  default_walltime: walltime.nullish(),
  max_gpus_per_job: count.nullish(),
  default_gpus: count.optional(),
  max_nodes: count.min(1, "must be 1 or more").optional(),
  gpu_types: strings.optional(),
  cpus_per_gpu: count.min(1, "must be 1 or more").optional(),
  memory_per_gpu: memorySize.optional(),
  instant: flag.optional(),
  preemptible: flag.optional(),
  default: flag.optional(),
})

export const queues = section(
  "a dict of queue name to a dict of settings",
  schema,
  (name, s): Queue => ({
    name,
    displayName: s.display_name ?? name,
    description: s.description ?? "",
    partition: s.partition ?? null,
    qos: s.qos ?? null,
    account: s.account ?? null,
    maxWalltimeMinutes: s.max_walltime === undefined && s.instant ? small.walltimeMinutes : (s.max_walltime ?? null),
    defaultWalltimeMinutes: s.default_walltime ?? null,
    maxGpusPerJob: s.max_gpus_per_job === undefined && s.instant ? small.gpus : (s.max_gpus_per_job ?? null),
    defaultGpus: s.default_gpus ?? 0,
    maxNodes: s.max_nodes ?? 1,
    gpuTypes: s.gpu_types ?? [],
    cpusPerGpu: s.cpus_per_gpu ?? 2,
    memoryMbPerGpu: s.memory_per_gpu ?? null,
    isInstant: s.instant ?? false,
    isPreemptible: s.preemptible ?? false,
    isDefault: s.default ?? false,
  }),
)
