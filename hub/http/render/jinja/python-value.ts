/** Values as Python sees them: text, truth, equality and order of what a template holds. */
import { pythonRepr } from "../../../core/python-text.ts"
import { Callable } from "./callable.ts"
import { escapeHtml, Markup } from "./markup.ts"

export type Dict = Readonly<Record<string, unknown>>

export function isDict(value: unknown): value is Dict {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isText(value: unknown): value is string | Markup {
  return typeof value === "string" || value instanceof Markup
}

/** Python's str(); undefined, as in Jinja, is empty. */
export function text(value: unknown): string {
  if (value === undefined) return ""
  if (typeof value === "string") return value
  if (value instanceof Markup) return value.html
  if (value instanceof Date) return dateText(value, " ")
  return repr(value)
}

export function repr(value: unknown): string {
  if (value instanceof Markup) return `Markup(${pythonRepr(value.html)})`
  if (value instanceof Date) return `datetime(${dateText(value, " ")})`
  if (value instanceof Callable) return "<function>"
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`
  if (isDict(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${repr(item)}`)
      .join(", ")}}`
  if (value === null || value === undefined) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (typeof value === "string") return pythonRepr(value)
  return typeof value === "number" ? String(value) : "<object>"
}

/** Text as a page shows it. */
export function shown(value: unknown): string {
  return value instanceof Markup ? value.html : escapeHtml(text(value))
}

export function truth(value: unknown): boolean {
  if (value instanceof Markup) return value.html !== ""
  if (Array.isArray(value)) return value.length > 0
  return isDict(value) ? Object.keys(value).length > 0 : Boolean(value)
}

export function equal(a: unknown, b: unknown): boolean {
  if (isText(a) && isText(b)) return text(a) === text(b)
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]))
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (isDict(a) && isDict(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && equal(a[key], b[key]))
  }
  if (typeof a === "boolean" && typeof b === "number") return Number(a) === b
  if (typeof a === "number" && typeof b === "boolean") return a === Number(b)
  return a === b
}

/** Below 0, 0 or above; throws what Python would for values that have no order. */
export function compared(a: unknown, b: unknown): number {
  if (isText(a) && isText(b)) return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0
  if (Array.isArray(a) && Array.isArray(b)) {
    const differs = a.findIndex((item, i) => i >= b.length || !equal(item, b[i]))
    return differs === -1 ? a.length - b.length : differs >= b.length ? 1 : compared(a[differs], b[differs])
  }
  const [x, y] = [number(a), number(b)]
  if (x === null || y === null) throw new Error(`${repr(a)} and ${repr(b)} have no order`)
  return x - y
}

export function contains(container: unknown, item: unknown): boolean {
  if (isText(container)) return text(container).includes(text(item))
  if (Array.isArray(container)) return container.some(other => equal(other, item))
  if (isDict(container)) return Object.hasOwn(container, text(item))
  if (container === undefined) return false
  throw new Error(`nothing is "in" ${repr(container)}`)
}

/** What a loop or a list filter goes over: a dict gives its keys, a text its characters. */
export function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === undefined) return []
  if (isText(value)) return [...text(value)]
  if (isDict(value)) return Object.keys(value)
  throw new Error(`${repr(value)} cannot be looped over`)
}

function number(value: unknown): number | null {
  if (typeof value === "number" || typeof value === "boolean") return Number(value)
  return value instanceof Date ? value.getTime() : null
}

/** isoformat() without a zone, as JupyterHub's times are. */
export function dateText(date: Date, between: string): string {
  const [day = "", time = ""] = date.toISOString().slice(0, -1).split("T")
  return `${day}${between}${time.endsWith(".000") ? time.slice(0, -4) : `${time}000`}`
}
