/** Python's two ways to format a text: `"{} of {n}".format(...)` and `"%s of %d" % (...)`. */
import type { Named } from "./callable.ts"
import { escapeHtml, Markup } from "./markup.ts"
import { isDict, isText, repr, shown, text } from "./python-value.ts"

export function formatBraces(pattern: string | Markup, args: readonly unknown[], named: Named): string | Markup {
  let next = 0
  const out = text(pattern).replace(
    /\{\{|\}\}|\{([\w.[\]]*)(?:!([rsa]))?(?::([^{}]*))?\}/g,
    (all, field: string | undefined, how: string | undefined, spec: string | undefined) => {
      if (field === undefined) return all.charAt(0)
      const [first = "", ...rest] = field.replace(/\[(\w+)\]/g, ".$1").split(".")
      const start = first === "" ? args[next++] : /^\d+$/.test(first) ? args[Number(first)] : own(named, first)
      const value = rest.reduce(own, start)
      return pieceOf(pattern, how === "r" ? repr(value) : value, bySpec(how === "r" ? repr(value) : value, spec ?? ""))
    },
  )
  return pattern instanceof Markup ? new Markup(out) : out
}

export function formatPercent(pattern: string | Markup, values: unknown): string | Markup {
  const list = Array.isArray(values) ? values : [values]
  let next = 0
  const out = text(pattern).replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d*)(?:\.(\d+))?([%sdifrxXeg])/g,
    (_all, key: string | undefined, flags: string, width: string, digits: string | undefined, kind: string) => {
      if (kind === "%") return "%"
      const value = key === undefined ? list[next++] : own(values, key)
      const plain = kind === "s" ? text(value) : kind === "r" ? repr(value) : numeral(Number(value), kind, digits)
      const cut = kind === "s" && digits !== undefined ? plain.slice(0, Number(digits)) : plain
      const signed = flags.includes("+") && kind !== "s" && Number(value) >= 0 ? `+${cut}` : cut
      const padded = flags.includes("-")
        ? signed.padEnd(Number(width))
        : signed.padStart(Number(width), flags.includes("0") ? "0" : " ")
      return pieceOf(pattern, value, padded)
    },
  )
  return pattern instanceof Markup ? new Markup(out) : out
}

/** A value's text in the pattern: in HTML it is escaped, unless it is HTML itself. */
function pieceOf(pattern: string | Markup, value: unknown, piece: string): string {
  if (!(pattern instanceof Markup)) return piece
  return value instanceof Markup ? shown(value) : escapeHtml(piece)
}

/** The part of Python's format specification that pages use: fill, alignment, width, thousands, digits. */
function bySpec(value: unknown, spec: string): string {
  const match = /^(?:(.)?([<>^]))?([+]?)(0?)(\d*)(,?)(?:\.(\d+))?([sdfeg%]?)$/.exec(spec)
  if (!match) throw new Error(`the format {:${spec}} cannot be rendered`)
  const [, fill, align, plus, zero, width, comma, digits, kind] = match
  let out = isText(value) || typeof value !== "number" ? text(value) : numeral(value, kind ?? "", digits)
  if (isText(value) && digits !== undefined) out = out.slice(0, Number(digits))
  if (comma) out = out.replace(/^(-?\d+)/, whole => whole.replace(/\B(?=(\d{3})+$)/g, ","))
  if (plus && Number(value) >= 0) out = `+${out}`
  const to = Number(width)
  const pad = fill ?? (zero ? "0" : " ")
  if (align === "^") return out.padStart(Math.floor((to + out.length) / 2), pad).padEnd(to, pad)
  const left = align === "<" || (align === undefined && isText(value))
  return left ? out.padEnd(to, pad) : out.padStart(to, pad)
}

function numeral(value: number, kind: string, digits: string | undefined): string {
  if (kind === "f") return value.toFixed(Number(digits ?? 6))
  if (kind === "e") return value.toExponential(Number(digits ?? 6))
  if (kind === "%") return `${(value * 100).toFixed(Number(digits ?? 6))}%`
  if (kind === "d" || kind === "i") return String(Math.trunc(value))
  if (kind === "x" || kind === "X") return kind === "x" ? value.toString(16) : value.toString(16).toUpperCase()
  return digits === undefined ? String(value) : String(Number(value.toPrecision(Number(digits))))
}

function own(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)]
  return isDict(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
