/** JSON as Python's json.dumps writes it: in columns either hub finds what it would have written, and scripts can search replies as text. */

/**
 * `", "` and `": "` between the parts, everything outside ASCII escaped, no indentation, so that the text grows with the value alone.
 * What JSON has no word for is left out of objects, and is null elsewhere.
 */
export function pythonJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value)
    case "number":
      return Number.isFinite(value) ? String(value) : "null"
    case "boolean":
      return value ? "true" : "false"
    case "object":
      return value === null ? "null" : structure(value)
    default:
      return "null"
  }
}

function structure(value: object): string {
  if ("toJSON" in value && typeof value.toJSON === "function") return pythonJson(value.toJSON())
  if (Array.isArray(value)) {
    let list = "["
    for (let at = 0; at < value.length; at++) list += (at === 0 ? "" : ", ") + pythonJson(value[at])
    return `${list}]`
  }
  let text = "{"
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined || typeof part === "function") continue
    if (text !== "{") text += ", "
    text += `${quoteName(name)}: ${pythonJson(part)}`
  }
  return `${text}}`
}

function quote(text: string): string {
  if (plain.test(text)) return `"${text}"`
  const quoted = JSON.stringify(text)
  return outsideAscii.test(quoted) ? quoted.replace(eachOutside, unicodeEscape) : quoted
}

/** The same names come again and again: a list of users has thousands of each. */
function quoteName(name: string): string {
  const known = names.get(name)
  if (known !== undefined) return known
  const quoted = quote(name)
  if (names.size < mostNames && name.length < 40) names.set(name, quoted)
  return quoted
}

const names = new Map<string, string>()
const mostNames = 1000
const plain = /^[ !#-[\]-~]*$/
const outsideAscii = /[\u007f-\uffff]/
const eachOutside = /[\u007f-\uffff]/g

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}
