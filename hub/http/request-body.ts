/** Reads and parses bodies: whole, at most 1 MiB, so that nobody can fill the hub's memory. */

import type { IncomingMessage } from "node:http"
import { parse as parseQuery } from "node:querystring"
import { Refusal } from "../plugin/errors.ts"
import { isTooDeep, tooDeep } from "../plugin/json-bounds.ts"
import { parseMultipart } from "./multipart.ts"

export const bodyLimit = 1024 * 1024

/**
 * Read and thrown away before the 413: who answers and hangs up while the other side still sends is taken for broken, and a
 * proxy in between makes a 503 of it.
 */
const drainLimit = 64 * bodyLimit

/** Of a form; no page has a tenth of it. */
const mostFields = 1000

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0)
  if (announced === 0 && request.headers["transfer-encoding"] === undefined) return Buffer.alloc(0)
  if (announced > drainLimit) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed where the loop ends early: its connection is the answer's, too.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= bodyLimit) chunks.push(chunk)
    else if (size > drainLimit) break
  }
  if (Math.max(size, announced) > bodyLimit) throw tooLarge()
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
  const parsed = json(body.toString("utf8"))
  if (isTooDeep(parsed)) throw tooDeep("The body of the request")
  return parsed
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, "Invalid JSON in body of request")
  }
}

/** Fields of a form: a string, or a list where a field is repeated; files as `{name}_file`. Null when it is no form. */
export function parseFormBody(body: Buffer, contentType: string): Record<string, unknown> | null {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "application/x-www-form-urlencoded")
    return { ...parseQuery(body.toString("utf8"), "&", "=", { maxKeys: mostFields }) }
  if (type === "multipart/form-data") return parseMultipart(body, contentType, mostFields)
  // What a browser tells of a forbidden script: its text goes into the log.
  if (type === "application/csp-report") return { report: body.toString("utf8") }
  return null
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body of a request may have ${bodyLimit} bytes at most`, {
    headers: { Connection: "close" },
  })
}
