/** Bytes in JSON columns, in JupyterHub's own notation, so that either hub reads them. */
import type { Json, JsonObject } from "../plugin/spawner.ts"

/** User options may hold an uploaded file. */
export function withStoredBytes(options: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, stored(value)]))
}

function stored(value: unknown): Json {
  if (value instanceof Uint8Array) {
    return { __jupyterhub_bytes__: true, data: Buffer.from(value).toString("base64") }
  }
  if (Array.isArray(value)) return value.map(stored)
  return typeof value === "object" && value !== null ? withStoredBytes({ ...value }) : (value as Json)
}
