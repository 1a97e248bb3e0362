/** Quotas as the API shows and takes them: in the words of `c.CarmeHub.quotas`, times in minutes, disk in MiB. */
import { z } from "zod"
import type { Quota } from "../../config/carme/quotas.ts"
import type { PersonLimits, Source } from "../../core/quotas/person-limits.ts"
import type { Limits } from "../../plugin/offer.ts"
import { isoTime } from "../iso-time.ts"

/** Word of the API -> field. */
const words = {
  gpus: "gpus",
  gpus_per_job: "gpusPerJob",
  gpu_types: "gpuTypes",
  jobs: "jobs",
  starts_per_day: "startsPerDay",
  walltime: "walltimeMinutes",
  gpu_hours_per_day: "gpuHoursPerDay",
  gpu_hours_per_week: "gpuHoursPerWeek",
  gpu_hours_per_month: "gpuHoursPerMonth",
  queues: "queues",
  containers: "containers",
  add_containers: "addContainers",
  container_disk: "containerDiskMb",
  reservations: "reservations",
  disk: "diskMb",
  qos: "qos",
  nice: "nice",
} as const satisfies Record<string, keyof Limits>
type Word = keyof typeof words

const count = z.int().min(0).max(1_000_000_000).nullable()
const hours = z.number().min(0).max(1e9).nullable()
const names = z.array(z.string().min(1).max(255)).max(1000).nullable()

/** What is left out says nothing; null is no limit. */
const limits = {
  gpus: count,
  gpus_per_job: count,
  gpu_types: names,
  jobs: count,
  starts_per_day: count,
  walltime: count.meta({ description: "Minutes" }),
  gpu_hours_per_day: hours,
  gpu_hours_per_week: hours,
  gpu_hours_per_month: hours,
  queues: names,
  containers: names,
  add_containers: z.boolean(),
  container_disk: count.meta({ description: "MiB" }),
  reservations: z.strictObject({ days_ahead: count, hours }).nullable().meta({ description: "null may book nothing" }),
  disk: count.meta({ description: "MiB" }),
  qos: z.string().max(255).nullable(),
  nice: count,
} satisfies Record<Word, z.ZodType>

export const quotaBody = z.strictObject(limits).partial()

const source = z.strictObject({
  kind: z.enum(["user", "group", "role", "none"]),
  names: z.array(z.string()),
  until: z.string().nullable(),
})

export const limitsSchema = z.strictObject(limits)
export const sourcesSchema = z.strictObject(
  Object.fromEntries(Object.keys(words).map(word => [word, source])) as Record<Word, typeof source>,
)

/** What was sent, in the hub's own fields. */
export function quotaOf(body: z.infer<typeof quotaBody>): Quota {
  const entries = Object.entries(body).map(([word, value]) => [words[word as Word], fromWord(word as Word, value)])
  return Object.fromEntries(entries) as Quota
}

/** What a quota says; what it does not say is left out. */
export function quotaModel(quota: Quota): z.infer<typeof quotaBody> {
  const said = Object.entries(words).filter(([, key]) => quota[key] !== undefined)
  return Object.fromEntries(said.map(([word, key]) => [word, toWord(key, quota[key])]))
}

export function limitsModel(given: Limits): z.infer<typeof limitsSchema> {
  return quotaModel(given) as z.infer<typeof limitsSchema>
}

export function sourcesModel(sources: PersonLimits["sources"]): z.infer<typeof sourcesSchema> {
  const entries = Object.entries(words).map(([word, key]) => [word, sourceModel(sources[key])])
  return Object.fromEntries(entries) as z.infer<typeof sourcesSchema>
}

function sourceModel({ kind, names: given, until }: Source): z.infer<typeof source> {
  return { kind, names: [...given], until: isoTime(until) }
}

function toWord(key: keyof Limits, value: unknown): unknown {
  if (key !== "reservations" || value === null) return value
  const { daysAhead, hours: long } = value as NonNullable<Limits["reservations"]>
  return { days_ahead: daysAhead, hours: long }
}

function fromWord(word: Word, value: unknown): unknown {
  if (word !== "reservations" || value === null) return value
  const { days_ahead: daysAhead, hours: long } = value as { days_ahead: number | null; hours: number | null }
  return { daysAhead, hours: long }
}
