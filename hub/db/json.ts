/** JSON in TEXT columns, written as Python's json.dumps writes it, so that either hub finds what it would have written itself. */
import type { Json, JsonObject } from "../plugin/spawner.ts"

export function toJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(", ")}]`
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    return `{${entries.map(([k, v]) => `${quote(k)}: ${toJson(v)}`).join(", ")}}`
  }
  return typeof value === "string" ? quote(value) : JSON.stringify(value ?? null)
}

export function toJsonOrNull(value: Json | undefined): string | null {
  return value === null || value === undefined ? null : toJson(value)
}

/** JupyterHub stores sets sorted. */
export function toJsonSet(values: Iterable<string>): string {
  return toJson([...new Set(values)].sort())
}

/** Unreadable text reads as null: one spoilt row must not take a list of users down. */
export function fromJson(value: unknown): JsonObject | null {
  const parsed = parse(value)
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

function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
