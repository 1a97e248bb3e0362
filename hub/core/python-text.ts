/** Values as Python would write them, where single-user servers and configuration files expect Python's text. */

/** `repr` of a string: in single quotes, in double ones where that saves escapes; what cannot be printed is escaped. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inner = text.replace(/[\\'"]|[\p{C}\p{Z}]/gu, c => {
    if (c === " " || (/['"]/.test(c) && c !== quote)) return c
    return short[c] ?? hexEscape(c)
  })
  return quote + inner + quote
}

const short: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
}

function hexEscape(c: string): string {
  const hex = (c.codePointAt(0) ?? 0).toString(16)
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`
}

/** `str` of a float: 2 is `2.0`. */
export function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** `str.format` with plain names: `{username}`; `{{` and `}}` stand for themselves; other braces are left as they are. */
export function pythonFormat(template: string, names: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, name: string | undefined) => {
    if (name === undefined) return found.charAt(0)
    return Object.hasOwn(names, name) ? (names[name] ?? found) : found
  })
}
