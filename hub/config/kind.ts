/** What values a trait takes: how one from the file is checked, and how one from the command line is read. */
export interface Kind<T> {
  /** For messages: "an integer", "a list of strings". */
  readonly label: string
  /** Checks a value of the file and gives what the hub works with; throws WrongType. */
  parse(value: unknown): T
  /** Reads the text of `--Class.trait=text`; what it gives still goes through `parse`. */
  fromText(text: string): unknown
}

/** A value that a trait cannot take; `path` leads to the part that is wrong, such as `["instant", "partition"]`. */
export class WrongType extends Error {
  readonly path: readonly string[]
  constructor(expected: string, got: unknown, path: readonly string[] = []) {
    super(typeof got === "string" && expected === "" ? got : `must be ${expected}, got ${describe(got)}`)
    this.name = "WrongType"
    this.path = path
  }
}

/** A value in words, short enough for one line of a message. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (value instanceof Uint8Array) return "bytes"
  if (typeof value === "object" && "__py__" in value) return `the Python ${"repr" in value ? value.repr : "object"}`
  const text = JSON.stringify(value) ?? String(value)
  const name = Array.isArray(value) ? "the list " : typeof value === "object" ? "the dict " : ""
  return name + (text.length > 80 ? `${text.slice(0, 77)}...` : text)
}
