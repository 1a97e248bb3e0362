/** No text of a request may have a NUL in it: PostgreSQL cannot store one, and nothing that people write has any. Refused once, for every endpoint. */
import type { Request } from "express"
import { Refusal } from "../plugin/errors.ts"

/** Before anybody is looked up by a name in the path. */
export function refuseNulInPath(request: Request): void {
  if (request.url.includes("%00")) refuse([request.params, request.query])
}

/** `raw` says at once whether the parsed `body` is worth a look: hardly any has the letters of a NUL in it. */
export function refuseNulInBody(raw: Buffer, body: unknown): void {
  if (marks.some(mark => raw.includes(mark))) refuse(body)
}

/** As JSON, forms and multipart parts write it. */
const marks = ["\\u0000", "%00", "\0"]

function refuse(value: unknown): void {
  if (hasNul(value))
    throw new Refusal(400, "A text of the request contains the character NUL (U+0000), which cannot be stored", {
      code: "bad-input",
    })
}

/** Names too; what is in files is theirs. */
function hasNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0")
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return false
  return Object.entries(value).some(([name, part]) => name.includes("\0") || hasNul(part))
}
