/** Reads and parses bodies: whole, at most 1 MiB, so that nobody can fill the hub's memory. */

import type { IncomingMessage } from "node:http"
import { parse as parseQuery } from "node:querystring"
import { Refusal } from "../plugin/errors.ts"

export const bodyLimit = 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0)
  if (announced > bodyLimit) throw tooLarge()
  if (announced === 0 && request.headers["transfer-encoding"] === undefined) return Buffer.alloc(0)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw tooLarge()
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  bodies.set(request, body)
  return body
}

/** The body as it came, for who hands a whole request on; empty before it was read. */
export function rawBody(request: IncomingMessage): Buffer {
  return bodies.get(request) ?? Buffer.alloc(0)
}

const bodies = new WeakMap<IncomingMessage, Buffer>()

/** The body as JSON whatever its type says, as JupyterHub reads it; undefined when it is empty. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    throw new Refusal(400, "Invalid JSON in body of request")
  }
}

/** Fields of a form: a string, or a list where a field is repeated; files as `{name}_file`. Null when it is no form. */
export async function parseFormBody(body: Buffer, contentType: string): Promise<Record<string, unknown> | null> {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "application/x-www-form-urlencoded")
    return { ...parseQuery(body.toString("utf8"), "&", "=", { maxKeys: 1000 }) }
  if (type === "multipart/form-data") return multipart(body, contentType)
  // What a browser tells of a forbidden script: its text goes into the log.
  if (type === "application/csp-report") return { report: body.toString("utf8") }
  return null
}

async function multipart(body: Buffer, contentType: string): Promise<Record<string, unknown>> {
  const fields = new Map<string, unknown[]>()
  for (const [name, value] of (await formData(body, contentType)).entries()) {
    const [key, field] = typeof value === "string" ? [name, value] : [`${name}_file`, await file(value)]
    fields.set(key, [...(fields.get(key) ?? []), field])
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

async function formData(body: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(withTypes(body, contentType)), {
      headers: { "content-type": contentType },
    }).formData()
  } catch (cause) {
    throw new Refusal(400, "The form could not be read: its multipart body is malformed", { cause })
  }
}

/** A file without a type is of an unknown one, as JupyterHub has it; fetch would call it text. */
function withTypes(body: Buffer, contentType: string): Buffer {
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1]
  if (boundary === undefined) return body
  const untyped = new RegExp(
    `(--${boundary.replace(/[^\w-]/g, "\\$&")}\r\nContent-Disposition:[^\r\n]*filename=[^\r\n]*)\r\n\r\n`,
    "gi",
  )
  return Buffer.from(
    body.toString("latin1").replace(untyped, "$1\r\nContent-Type: application/unknown\r\n\r\n"),
    "latin1",
  )
}

/** A field for files that was left empty has no file name, and comes as an empty text. */
async function file(value: File) {
  return { filename: value.name, content_type: value.type, body: Buffer.from(await value.arrayBuffer()) }
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body of a request may have ${bodyLimit} bytes at most`, {
    headers: { Connection: "close" },
  })
}
