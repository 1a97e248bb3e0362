/** `c.CarmeHub.queues`: classes of service, in the shape that the hub and its spawners work with. */
import { z } from "zod"
import type { Queue } from "../../plugin/spawner.ts"
import { section } from "./section.ts"
import { count, flag, memorySize, string, strings, walltime } from "./units.ts"

const schema = z.strictObject({
  display_name: string.optional(),
  description: string.optional(),
  partition: string.nullish(),
  qos: string.nullish(),
  account: string.nullish(),
  max_walltime: walltime.nullish(),
  max_gpus_per_job: count.nullish(),
  gpu_types: strings.optional(),
  cpus_per_gpu: count.min(1, "must be 1 or more").optional(),
  memory_per_gpu: memorySize.optional(),
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
    maxWalltimeMinutes: s.max_walltime ?? null,
    maxGpusPerJob: s.max_gpus_per_job ?? null,
    gpuTypes: s.gpu_types ?? [],
    cpusPerGpu: s.cpus_per_gpu ?? 2,
    memoryMbPerGpu: s.memory_per_gpu ?? null,
    isDefault: s.default ?? false,
  }),
)
