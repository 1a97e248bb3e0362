/** The one place that turns an error into a reply: JSON for the API, a page for people; nothing else decides what leaves the hub. */
import { randomUUID } from "node:crypto"
import type { Request, Response } from "express"
import { ZodError } from "zod"
import type { Core } from "../core/core.ts"
import { isUnstorable } from "../db/faults.ts"
import { Fault, HubError, Refusal } from "../plugin/errors.ts"
import { pythonJson } from "../plugin/python-json.ts"
import { renderError } from "./render/render.ts"
import type { ReplyKind } from "./reply-kind.ts"

export async function answerProblem(
  core: Core,
  request: Request,
  response: Response,
  thrown: unknown,
  kind: ReplyKind,
): Promise<void> {
  if (response.destroyed) return
  const error = asHubError(thrown)
  const id = error.status >= 500 ? report(core, request, error) : null
  if (response.headersSent) {
    response.end()
    return
  }
  if (id !== null) response.setHeader("X-Request-ID", id)
  for (const [name, value] of Object.entries(error.detail.headers ?? {})) response.setHeader(name, value)
  if (kind === "api") sendJson(response, error)
  else await sendPage(core, request, response, error)
}

export function asHubError(thrown: unknown): HubError {
  if (thrown instanceof HubError) return thrown
  if (thrown instanceof ZodError) return badInput(thrown)
  // express throws these for a path that cannot be decoded.
  if (thrown instanceof URIError)
    return new Refusal(400, "The path is not valid: a percent sign must be followed by two hex digits")
  // Endpoints bound what they are sent; where one does not, the request is at fault, and the hub goes on.
  if (thrown instanceof Error && isUnstorable(thrown))
    return new Refusal(400, "A value of the request is out of the range that can be stored", {
      code: "bad-input",
      cause: thrown,
    })
  return new Fault(500, "Internal Server Error", { cause: thrown })
}

/** The first issue is enough to go on; our own sentences stand alone, zod's need to say where. */
function badInput(error: ZodError): Refusal {
  const issue = error.issues[0]
  const path = issue?.path.join(".") ?? ""
  const text = issue?.message ?? "Invalid input"
  return new Refusal(400, path !== "" && zodsOwn.test(text) ? `${path}: ${text}` : text, { code: "bad-input" })
}

const zodsOwn =
  /^(Invalid (input|string|option|key|element|record|ISO|URL|value|number)|Too (big|small)|Unrecognized key)/

/** Once, with the cause: what follows from it is the caller's to read, and what caused it the operator's. */
function report(core: Core, request: Request, error: HubError): string {
  const id = randomUUID().slice(0, 8)
  const cause = error.detail.cause ?? error
  const fields = {
    request_id: id,
    method: request.method,
    path: request.path,
    status: error.status,
    why: error.detail.why,
    err: cause,
  }
  if (error.status === 503) core.log.warn(error.message, fields)
  else core.log.error(error.message, fields)
  return id
}

function sendJson(response: Response, error: HubError): void {
  const { code, limit, used, asked, allowed } = error.detail
  const body = { status: error.status, message: error.message || null, code, limit, used, asked, allowed }
  const text = pythonJson(body)
  response.statusCode = error.status
  response.setHeader("Content-Type", "application/json")
  response.setHeader("Content-Length", Buffer.byteLength(text))
  response.end(text)
}

async function sendPage(core: Core, request: Request, response: Response, error: HubError): Promise<void> {
  try {
    await renderError(core, request, response, error)
  } catch (cause) {
    // The page needs the database, the error may be that there is none: a bare page is better than silence.
    core.log.error("The error page could not be rendered", { err: cause })
    sendBarePage(response, error.status)
  }
}

/** A page without templates, as for static files. */
export function sendBarePage(response: Response, status: number): void {
  const title = `${status}: ${reasons[status] ?? "Error"}`
  response.statusCode = status
  response.setHeader("Content-Type", "text/html; charset=UTF-8")
  response.end(`<html><title>${title}</title><body>${title}</body></html>`)
}

const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
}
