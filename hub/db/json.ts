/** JSON in TEXT columns, written as Python's json.dumps writes it, so that either hub finds what it would have written itself. */
import { checkStoredJson, deepestJson, isTooDeep } from "../plugin/json-bounds.ts"
import { pythonJson } from "../plugin/python-json.ts"
import type { Json, JsonObject } from "../plugin/spawner.ts"

export function toJson(value: Json | undefined): string {
  return pythonJson(value)
}

export function toJsonOrNull(value: Json | undefined): string | null {
  return value === null || value === undefined ? null : toJson(value)
}

/** JupyterHub stores sets sorted. */
export function toJsonSet(values: Iterable<string>): string {
  return toJson([...new Set(values)].sort())
}

/** What somebody sent or a program said, to be stored under this name: throws Refusal 400 where it is out of bounds. */
export function toBoundedJson(name: string, value: Json | undefined): string {
  let text: string | undefined
  const written = () => {
    text ??= toJson(value)
    return text
  }
  checkStoredJson(name, value, written)
  return written()
}

/** What is unreadable or nested beyond all bounds reads as null: one spoilt row must not take a list of users down. */
export function fromJson(value: unknown): JsonObject | null {
  const parsed = parse(value)
  if (mayBeDeep(value) && isTooDeep(parsed)) return null
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : null
}

/** NULL reads as the empty list. */
export function fromJsonList(value: unknown): string[] {
  const parsed = parse(value)
  return Array.isArray(parsed) ? parsed.filter((item): item is string => typeof item === "string") : []
}

function parse(value: unknown): unknown {
  if (typeof value !== "string" || value === "") return null
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

/** Few rows are long enough to be asked how deep they are. */
function mayBeDeep(text: unknown): boolean {
  return typeof text === "string" && text.length > 2 * deepestJson
}
