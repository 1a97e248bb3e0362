/** What the spawn page shows: the queues and containers that this person may use, and the limits, in words. */

import { mayUseGpus, typesFor, usualGpus } from "../../hub/plugin/gpu-types.ts"
import type { Limits, Offer } from "../../hub/plugin/offer.ts"
import { walltimeInWords } from "../../hub/plugin/walltime.ts"
import type { SlurmFormData, SlurmFormLimit } from "./form-data.ts"

export function formData(
  offer: Offer,
  places: Pick<SlurmFormData, "mounts" | "mountRoots" | "scratch"> = { mounts: [], mountRoots: [], scratch: [] },
): SlurmFormData {
  const { limits } = offer
  const queues = offer.queues.filter(queue => limits.queues?.includes(queue.name) ?? true)
  return {
    queues: queues.map(queue => ({
      name: queue.name,
      displayName: queue.displayName,
      description: queue.description,
      maxWalltimeMinutes: lower(queue.maxWalltimeMinutes, limits.walltimeMinutes),
      maxGpusPerJob: mayUseGpus(queue, limits) ? lower(queue.maxGpusPerJob, lower(limits.gpusPerJob, limits.gpus)) : 0,
      defaultGpus: usualGpus(queue, limits),
      gpuTypes: typesFor(queue, limits),
      maxNodes: queue.maxNodes,
      isPreemptible: queue.isPreemptible,
      isDefault: queue.isDefault,
    })),
    containers: offer.containers.map(({ name, displayName, description, isDefault, origin }) => ({
      name,
      // Anybody may call theirs as one of the store is called.
      displayName:
        origin === "own" ? `${displayName} (yours)` : origin === "shared" ? `${displayName} (shared)` : displayName,
      description,
      isDefault,
    })),
    hasNodes: queues.some(queue => queue.maxNodes > 1),
    projects: offer.projects ?? [],
    limits: limitTexts(limits),
    bookings: (offer.bookings ?? []).map(({ id, text }) => ({ id, text })),
    ...places,
    defaults: {},
  }
}

function limitTexts({ gpus, gpusPerJob, jobs, walltimeMinutes }: Limits): readonly SlurmFormLimit[] {
  const texts: SlurmFormLimit[] = []
  if (gpus !== null) texts.push({ name: "gpus", text: `up to ${count(gpus, "GPU")} at a time`, limit: gpus })
  if (gpusPerJob !== null && gpusPerJob !== gpus) {
    texts.push({ name: "gpusPerJob", text: `up to ${count(gpusPerJob, "GPU")} for one server`, limit: gpusPerJob })
  }
  if (jobs !== null) texts.push({ name: "jobs", text: `up to ${count(jobs, "server")} at a time`, limit: jobs })
  if (walltimeMinutes !== null) {
    texts.push({
      name: "walltime",
      text: `up to ${walltimeInWords(walltimeMinutes)} for one server`,
      limit: walltimeMinutes,
    })
  }
  return texts
}

function lower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`
}
