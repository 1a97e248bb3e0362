/** Forms of the type multipart/form-data, in one pass: the work grows with the body alone, however many parts it has. */
import { Refusal } from "../plugin/errors.ts"
import { trimEnd } from "../plugin/trim-end.ts"

interface Part {
  readonly name: string
  readonly value: string | FormFile
}

export interface FormFile {
  readonly filename: string
  readonly content_type: string
  readonly body: Buffer
}

/** RFC 2046 allows 70 characters. */
const longestBoundary = 70
/** Of the headers of one part. */
const longestHead = 8192

/** A text or a file (as `{name}_file`) under each name, or a list where a name is repeated. */
export function parseMultipart(body: Buffer, contentType: string, mostParts: number): Record<string, unknown> {
  const fields = new Map<string, unknown[]>()
  for (const { name, value } of parts(body, boundaryOf(contentType), mostParts)) {
    const key = typeof value === "string" ? name : `${name}_file`
    const values = fields.get(key)
    if (values === undefined) fields.set(key, [value])
    else values.push(value)
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain = ""] = /;[ \t]*boundary=(?:"([^"]*)"|([^;"\s]*))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === "" || boundary.length > longestBoundary) throw malformed("it has no boundary")
  return boundary
}

/** Each part stands between two lines of the boundary; the last of them ends with two hyphens. */
function parts(body: Buffer, boundary: string, most: number): readonly Part[] {
  const line = Buffer.from(`\r\n--${boundary}`, "latin1")
  const found: Part[] = []
  let at = body.subarray(0, line.length - 2).equals(line.subarray(2)) ? line.length - 2 : after(body, line, 0)
  while (!isLast(body, at)) {
    if (body.toString("latin1", at, at + 2) !== "\r\n") throw malformed("a line of its boundary has not ended")
    if (found.length === most) throw malformed(`it has more than ${most} parts`)
    const next = after(body, line, at)
    found.push(part(body.subarray(at + 2, next - line.length)))
    at = next
  }
  return found
}

function isLast(body: Buffer, at: number): boolean {
  return body.toString("latin1", at, at + 2) === "--"
}

function after(body: Buffer, line: Buffer, from: number): number {
  const at = body.indexOf(line, from)
  if (at < 0) throw malformed("a line of its boundary is missing")
  return at + line.length
}

/** A field for files that was left empty has no file name, and is an empty text; a file without a type is of an unknown one, as JupyterHub has it. */
function part(bytes: Buffer): Part {
  const end = bytes.subarray(0, longestHead).indexOf("\r\n\r\n")
  if (end < 0) throw malformed("a part has no headers, or too many")
  const headers = new Map(bytes.toString("utf8", 0, end).split("\r\n").map(header))
  const disposition = headers.get("content-disposition") ?? ""
  const name = parameter(disposition, "name")
  if (!/^form-data *(;|$)/i.test(disposition) || name === null) throw malformed("a part has no name")
  const content = bytes.subarray(end + 4)
  const filename = parameter(disposition, "filename") ?? ""
  if (filename === "") return { name, value: content.toString("utf8") }
  const type = headers.get("content-type") ?? "application/unknown"
  return { name, value: { filename, content_type: type, body: Buffer.from(content) } }
}

function header(line: string): [string, string] {
  const colon = line.indexOf(":")
  return [trimEnd(line.slice(0, Math.max(colon, 0)), " \t").toLowerCase(), line.slice(colon + 1).trim()]
}

/** Browsers write a quote and line ends in names as percent signs and hex digits. */
function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;[ \\t]*${name}=(?:"([^"]*)"|([^;"\\s]*))`, "i").exec(disposition)
  if (found === null) return null
  return (found[1] ?? found[2] ?? "").replace(/%(22|0D|0A)/gi, escape => decodeURIComponent(escape))
}

function malformed(why: string): Refusal {
  return new Refusal(400, `The form could not be read: its multipart body is malformed, ${why}`)
}
