/** Reads the fields of a spawn request, which come as strings from a form or as JSON from the API. */
import { Refusal } from "../../hub/plugin/errors.ts"
import type { Json, JsonObject } from "../../hub/plugin/spawner.ts"
import { trimEnd } from "../../hub/plugin/trim-end.ts"

const fieldNames = [
  "container",
  "queue",
  "gpus",
  "gpu_type",
  "nodes",
  "cpus",
  "memory",
  "walltime",
  "reservation",
  "rescue",
  "notify",
  "project",
] as const
export type FieldName = (typeof fieldNames)[number]

/** Boxes of the form, which are true or false in the API. */
const ticked: ReadonlySet<FieldName> = new Set(["rescue"])

const longest = 100
// A control character or a line break has no place in any field, and must not reach a log or a page either.
const printable = /^[^\p{C}\p{Zl}\p{Zp}]*$/u

/** The given fields as trimmed texts. An empty one counts as not given; what is no field of ours is refused by name. */
export function readFields(raw: JsonObject): ReadonlyMap<FieldName, string> {
  const unknown = Object.keys(raw).filter(name => !isFieldName(name))
  if (unknown.length > 0) {
    throw badOption(
      `There is no option ${unknown.slice(0, 5).map(shown).join(", ")}. The options are ${fieldNames.join(", ")}.`,
    )
  }
  const fields = new Map<FieldName, string>()
  for (const name of fieldNames) {
    const text = asText(name, raw[name])
    if (text !== "") fields.set(name, text)
  }
  return fields
}

export function badOption(message: string): Refusal {
  return new Refusal(400, message, { code: "bad-option" })
}

/** A person's text in a message: quoted, short, and without what could break a line. */
export function shown(text: string): string {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?")
  return `"${plain.length > 40 ? `${plain.slice(0, 40)}...` : plain}"`
}

function asText(name: FieldName, value: Json | undefined): string {
  const single = Array.isArray(value) ? onlyElement(name, value) : value
  if (single === null || single === undefined) return ""
  // A box that is ticked, as the API may say it.
  if (typeof single === "boolean" && ticked.has(name)) return single ? "on" : ""
  if (typeof single === "number" && Number.isFinite(single)) return String(single)
  if (typeof single !== "string") throw badOption(`The option ${name} has to be a text or a number.`)
  if (single.length > longest) throw badOption(`The option ${name} is longer than ${longest} characters.`)
  const text = trimEnd(single, " \t").replace(/^[ \t]+/, "")
  if (!printable.test(text)) throw badOption(`The option ${name} contains characters that cannot be printed.`)
  return text
}

/** Forms post every field as a list. */
function onlyElement(name: FieldName, list: readonly Json[]): Json {
  if (list.length > 1) throw badOption(`The option ${name} is given ${list.length} times.`)
  return list[0] ?? null
}

export function isFieldName(name: string): name is FieldName {
  return (fieldNames as readonly string[]).includes(name)
}
