/** The helpers that templates may use beside Handlebars' own; each gives text, which the template then escapes. */
import Handlebars, { type HelperOptions } from "handlebars"
import { escapeName } from "../../core/urls.ts"
import { walltimeInWords } from "../../plugin/walltime.ts"

export const helpers = {
  eq: (a: unknown, b: unknown) => a === b,
  not: (a: unknown) => Handlebars.Utils.isEmpty(a),
  and: (...args: unknown[]) => args.slice(0, -1).every(a => !Handlebars.Utils.isEmpty(a)),
  or: (...args: unknown[]) => args.slice(0, -1).find(a => !Handlebars.Utils.isEmpty(a)) ?? "",
  /** Whether a list holds a value: `{{#if (has parsed_scopes "admin-ui")}}`. */
  has: (list: unknown, value: unknown) => Array.isArray(list) && list.includes(value),
  /** Any value as text: options that came in as a list or an object read like what was typed. */
  show,
  /** A name as one part of a URL's path. */
  url_part: (name: unknown) => escapeName(show(name)),
  time,
  duration,
  /** JSON for a `<script type="application/json">`: nothing in it can end the element. */
  json: (value: unknown) => new Handlebars.SafeString(scriptJson(value)),
  known: (value: unknown) => value !== null && value !== undefined,
  /** Few enough to show side by side. */
  few: (list: unknown) => Array.isArray(list) && list.length <= 4,
  /** The name that a choice starts with: the preferred one where it is offered, else the default, else the first. */
  chosen,
  gpu_types: (queues: unknown) => [...new Set(choices(queues).flatMap(queue => queue.gpuTypes ?? []))],
  plural: (count: unknown, one: string, many: string) => `${show(count)} ${count === 1 ? one : many}`,
}

export function show(value: unknown): string {
  if (value === null || value === undefined) return ""
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(show).join(", ")
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

/** Minutes in words, nothing for what is no number. */
function duration(minutes: unknown): string {
  const total = Math.round(Number(minutes))
  return Number.isFinite(total) ? walltimeInWords(total) : ""
}

/** A point in time as an element that time.js puts into the reader's zone and words. */
function time(value: unknown, otherwise: unknown): Handlebars.SafeString {
  if (!(value instanceof Date))
    return new Handlebars.SafeString(Handlebars.escapeExpression(isOptions(otherwise) ? "" : show(otherwise)))
  const iso = value.toISOString()
  return new Handlebars.SafeString(`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`)
}

interface Choice {
  readonly name: string
  readonly isDefault?: boolean
  readonly gpuTypes?: readonly string[]
}

function choices(list: unknown): readonly Choice[] {
  return Array.isArray(list) ? (list as Choice[]) : []
}

function chosen(list: unknown, preferred: unknown): string {
  const all = choices(list)
  return (all.find(c => c.name === preferred) ?? all.find(c => c.isDefault) ?? all[0])?.name ?? ""
}

function isOptions(value: unknown): value is HelperOptions {
  return typeof value === "object" && value !== null && "hash" in value
}

function scriptJson(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}
