/** Python's operators on what templates hold. */

import { escapeHtml, Markup } from "./markup.ts"
import { compared, contains, equal, isText, repr, shown, text } from "./python-value.ts"
import { formatPercent } from "./text-format.ts"

export function binary(operator: string, a: unknown, b: unknown): unknown {
  const apply = operators[operator]
  if (!apply) throw new Error(`the operator ${operator} cannot be rendered`)
  return apply(a, b)
}

export function comparison(operator: string, a: unknown, b: unknown): boolean {
  if (operator === "==" || operator === "===") return equal(a, b)
  if (operator === "!=" || operator === "!==") return !equal(a, b)
  const order = compared(a, b)
  if (operator === "<") return order < 0
  if (operator === ">") return order > 0
  return operator === "<=" ? order <= 0 : order >= 0
}

const operators: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  In: (a, b) => contains(b, a),
  Concat: joined,
  Add(a, b) {
    if (isText(a) && isText(b)) return joined(a, b)
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
    return number(a, "+", b) + number(b, "+", a)
  },
  Sub: (a, b) =>
    a instanceof Date && b instanceof Date
      ? a.getTime() / 1000 - b.getTime() / 1000
      : number(a, "-", b) - number(b, "-", a),
  Mul(a, b) {
    if (isText(a) && typeof b === "number") return joined(...Array<unknown>(Math.max(0, Math.trunc(b))).fill(a))
    if (Array.isArray(a) && typeof b === "number")
      return Array<unknown[]>(Math.max(0, Math.trunc(b)))
        .fill(a)
        .flat()
    return number(a, "*", b) * number(b, "*", a)
  },
  Div: (a, b) => number(a, "/", b) / divisor(b),
  FloorDiv: (a, b) => Math.floor(number(a, "//", b) / divisor(b)),
  Mod(a, b) {
    if (isText(a)) return formatPercent(a, b)
    const by = divisor(b)
    return ((number(a, "%", b) % by) + by) % by
  },
  Pow: (a, b) => number(a, "**", b) ** number(b, "**", a),
}

/** Text end to end; where one part is HTML, the others become it. */
function joined(...parts: readonly unknown[]): string | Markup {
  return parts.some(part => part instanceof Markup) ? new Markup(parts.map(shown).join("")) : parts.map(text).join("")
}

function number(value: unknown, operator: string, other: unknown): number {
  if (typeof value === "number" || typeof value === "boolean") return Number(value)
  throw new Error(`${operator} does not go between ${repr(value)} and ${repr(other)}`)
}

function divisor(value: unknown): number {
  const by = number(value, "/", value)
  if (by === 0) throw new Error("division by zero")
  return by
}

/** Text that goes into HTML or into plain text. */
export function like(model: string | Markup, value: string): string | Markup {
  return model instanceof Markup ? new Markup(value) : value
}

export function partOf(model: string | Markup, value: unknown): string {
  return model instanceof Markup && !(value instanceof Markup) ? escapeHtml(text(value)) : text(value)
}
