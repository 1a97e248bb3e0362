/** JSON as Python's json.dumps writes it, so that scripts which search replies as text go on working. */

/** `", "` and `": "` between the parts, everything outside ASCII escaped. */
export function pythonJson(value: unknown): string {
  // A newline inside a string is always escaped, so each one that is left belongs to the indentation.
  const spaced = JSON.stringify(value, null, 1).replace(/,\n */g, ", ").replace(/\n */g, "")
  return outsideAscii.test(spaced) ? spaced.replace(eachOutside, unicodeEscape) : spaced
}

const outsideAscii = /[\u007f-\uffff]/
const eachOutside = /[\u007f-\uffff]/g

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}
