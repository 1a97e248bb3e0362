/** Limits in words for the page of quotas: what holds, what is used of it, and which role or exception gives it. */
import type { Source } from "../../core/quotas/person-limits.ts"
import type { Standing } from "../../core/quotas/standing.ts"
import type { Limits } from "../../plugin/offer.ts"
import { walltimeInWords } from "../../plugin/walltime.ts"
import { quotaModel } from "../models/quota-model.ts"

export const limitLabels: Readonly<Record<keyof ReturnType<typeof quotaModel>, string>> = {
  gpus: "GPUs at once",
  gpus_per_job: "GPUs for one session",
  gpu_types: "Types of GPUs",
  jobs: "Sessions at once",
  starts_per_day: "Starts a day",
  walltime: "Time of a session",
  gpu_hours_per_day: "GPU-hours a day",
  gpu_hours_per_week: "GPU-hours a week",
  gpu_hours_per_month: "GPU-hours a month",
  queues: "Queues",
  containers: "Containers",
  add_containers: "Own containers",
  container_disk: "Disk of own containers",
  reservations: "Reservations",
  disk: "Home folder",
  qos: "Slurm QOS",
  nice: "Slurm nice value",
}

const noLimit = "no limit"
const slurmsOwn = "Slurm's own"

interface LimitText {
  readonly label: string
  readonly value: string
  readonly from: string
  /** What is used and reserved of a limit that is a number. */
  readonly used?: number
  readonly limit?: number
  readonly more?: string
}

/** In the order of the table; `ends` are the ends of day, week and month. */
export function limitTexts({ limits, sources, usage, startsToday, budgets }: Standing, ends: readonly string[]) {
  const used: Partial<Record<keyof Limits, { used: number; more?: string }>> = {
    gpus: { used: usage.gpus },
    jobs: { used: usage.jobs },
    startsPerDay: { used: startsToday },
  }
  const keys = ["gpuHoursPerDay", "gpuHoursPerWeek", "gpuHoursPerMonth"] as const
  budgets.forEach((budget, i) => {
    const reserved = budget.reserved > 0 ? `, ${round(budget.reserved)} of it reserved` : ""
    const key = keys[i]
    if (key) used[key] = { used: round(budget.used + budget.reserved), more: `${reserved}, until ${ends[i]}` }
  })
  const model = quotaModel(limits) as Record<string, unknown>
  const order = Object.keys(limits) as (keyof Limits)[]
  return Object.keys(limitLabels).map((word, i): LimitText => {
    const key = order[i] ?? "gpus"
    const limit = limits[key]
    const text = { label: label(word), value: valueText(word, model[word]), from: sourceText(sources[key]) }
    const use = used[key]
    return use === undefined ? text : { ...text, ...use, ...(typeof limit === "number" ? { limit } : {}) }
  })
}

/** Whether there is anything to say of it in a row of its own: a limit, a use, or who lifted it. */
export function saysSomething({ value, from, used }: LimitText): boolean {
  return (value !== noLimit && value !== slurmsOwn) || from !== "" || (used ?? 0) > 0
}

/** Whether it is one of those of which a line says that they have none. */
export function isUnlimited(limit: LimitText): boolean {
  return limit.value === noLimit && !saysSomething(limit)
}

/** What one role says, as lines. */
export function quotaTexts(quota: ReturnType<typeof quotaModel>): readonly string[] {
  return Object.entries(quota).map(([word, value]) => `${label(word)}: ${valueText(word, value)}`)
}

function label(word: string): string {
  return limitLabels[word as keyof typeof limitLabels] ?? word
}

function valueText(word: string, value: unknown): string {
  if (word === "add_containers") return value === true ? "yes" : "no"
  if (word === "reservations") return value === null ? "none" : bookingText(value as Record<string, number | null>)
  if (word === "qos" || word === "nice") return value === null ? slurmsOwn : String(value)
  if (value === null || value === undefined) return noLimit
  if (word === "walltime") return walltimeInWords(Number(value))
  if (word === "disk" || word === "container_disk") return `${round(Number(value) / 1024)} GiB`
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ")
  return String(value)
}

function bookingText({ days_ahead: days = null, hours = null }: Record<string, number | null>): string {
  return `${days === null ? "any time ahead" : `up to ${days} days ahead`}, ${hours === null ? "as long as you like" : `up to ${hours} hours`}`
}

function sourceText({ kind, names, until }: Source): string {
  const end = until === null ? "" : ` until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC`
  if (kind === "user") return `your own exception${end}`
  if (kind === "group") return `exception of the group ${names.join(", ")}${end}`
  return kind === "role" ? names.join(", ") : ""
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
