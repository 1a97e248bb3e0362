/** A value as Python would write it, for configuration files and --show-config. */
import { isRef } from "./kinds.ts"

export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `float("${value < 0 ? "-" : ""}inf")`
  if (typeof value === "string") return quote(value)
  if (value instanceof Uint8Array) return `bytes.fromhex(${quote(Buffer.from(value).toString("hex"))})`
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`
  if (isRef(value)) return `<${value.repr}>`
  const entries = Object.entries(value as object)
  return `{${entries.map(([key, item]) => `${quote(key)}: ${pythonRepr(item)}`).join(", ")}}`
}

function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1)
  return text.includes("'") ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"')}'`
}
