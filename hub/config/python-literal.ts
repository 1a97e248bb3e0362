/** Reads a Python literal from the command line: numbers, strings, True, False, None, lists, tuples, sets and dicts. */
import { WrongType } from "./kind.ts"

export function pythonLiteral(source: string): unknown {
  const reader: Reader = { source, position: 0 }
  const value = readValue(reader)
  skipSpace(reader)
  if (reader.position < source.length) fail(reader)
  return value
}

interface Reader {
  readonly source: string
  position: number
}

const brackets: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" }
const constants: Readonly<Record<string, unknown>> = { True: true, False: false, None: null }

function readValue(reader: Reader): unknown {
  skipSpace(reader)
  const char = reader.source[reader.position] ?? ""
  const close = brackets[char]
  if (close !== undefined) return readItems(reader, close)
  if (char === "'" || char === '"') return readString(reader, char)
  const word = take(reader, /[A-Za-z]+/y)
  if (word !== null && word in constants) return constants[word]
  const digits = word === null ? take(reader, /[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?/y) : null
  return digits === null ? fail(reader) : Number(digits.replaceAll("_", ""))
}

function readItems(reader: Reader, close: string): unknown {
  const items: unknown[] = []
  const entries: [string, unknown][] = []
  reader.position++
  for (;;) {
    if (accept(reader, close)) break
    const item = readValue(reader)
    if (close === "}" && accept(reader, ":")) entries.push([String(item), readValue(reader)])
    else items.push(item)
    if (accept(reader, close)) break
    if (!accept(reader, ",")) fail(reader)
  }
  if (items.length > 0 && entries.length > 0) fail(reader)
  return close === "}" && items.length === 0 ? Object.fromEntries(entries) : items
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" }

function readString(reader: Reader, quote: string): string {
  let text = ""
  for (reader.position++; reader.position < reader.source.length; reader.position++) {
    const char = reader.source[reader.position] ?? ""
    if (char === quote) {
      reader.position++
      return text
    }
    if (char !== "\\") {
      text += char
      continue
    }
    const escaped = reader.source[++reader.position] ?? ""
    text += escapes[escaped] ?? escaped
  }
  return fail(reader)
}

function accept(reader: Reader, char: string): boolean {
  skipSpace(reader)
  if (reader.source[reader.position] !== char) return false
  reader.position++
  return true
}

function skipSpace(reader: Reader): void {
  take(reader, /\s+/y)
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.position
  const found = pattern.exec(reader.source)?.[0] ?? null
  reader.position += found?.length ?? 0
  return found
}

function fail(reader: Reader): never {
  throw new WrongType("", `cannot be read as a Python value at position ${reader.position + 1}: ${reader.source}`)
}
