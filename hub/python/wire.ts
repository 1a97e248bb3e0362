/** Values on their way to and from Python, where JSON alone cannot hold them; hub/config/evaluate.py is the other half. */

import { standInOf } from "../plugin/stand-in.ts"

/** References that Python itself handed out: a look-alike in what people send is only data. */
const references = new WeakSet<object>()

/** Bytes become Buffers, `inf` a number; references to live objects stay as they are. */
export function fromPython(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPython)
  if (typeof value !== "object" || value === null) return value
  if ("__py__" in value) {
    references.add(value)
    return value
  }
  if ("__bytes__" in value && typeof value.__bytes__ === "string") return Buffer.from(value.__bytes__, "base64")
  if ("__float__" in value) return floats.get(String(value.__float__)) ?? Number.NaN
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromPython(item)]))
}

/** Arguments of a call; stand-ins become `{__spawner__: view}` and the like, while `__names__` in anything else are data. */
export function toPython(args: readonly unknown[]): unknown[] {
  return args.map(encode)
}

function encode(value: unknown): unknown {
  if (value instanceof Uint8Array) return { __bytes__: Buffer.from(value).toString("base64") }
  if (isStored(value)) return { __bytes__: Buffer.from(value.data, "base64").toString("base64") }
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(encode)
  if (typeof value !== "object" || value === null || references.has(value)) return value
  const standIn = standInOf(value)
  if (standIn !== null) return { [`__${standIn.kind}__`]: encode(standIn.view) }
  const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const)
  // What people send must not be read as a mark of ours: as pairs it is nothing but a dict.
  return entries.some(([key]) => /^__.*__$/s.test(key)) ? { __dict__: entries } : Object.fromEntries(entries)
}

/** Bytes in a JSON column, as JupyterHub writes them there. */
function isStored(value: unknown): value is { readonly data: string } {
  if (typeof value !== "object" || value === null || !("__jupyterhub_bytes__" in value)) return false
  return value.__jupyterhub_bytes__ === true && "data" in value && typeof value.data === "string"
}

const floats: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
])
