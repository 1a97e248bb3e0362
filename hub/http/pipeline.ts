/** What happens to every call, in this order: identify, XSRF, authorize, validate, handle, reply. */
import { createHash } from "node:crypto"
import type { Request, RequestHandler, Response } from "express"
import type { Core } from "../core/core.ts"
import { hubPrefix } from "../core/urls.ts"
import { Refusal } from "../plugin/errors.ts"
import { pythonJson } from "../plugin/python-json.ts"
import { authorize } from "./authorize.ts"
import { callState } from "./call-state.ts"
import type { Call, Endpoint, Reply } from "./endpoint.ts"
import { identify } from "./identify.ts"
import { checkLocation } from "./location-length.ts"
import { answerProblem } from "./problem.ts"
import { refuseNulInBody, refuseNulInPath } from "./refuse-nul.ts"
import { type ReplyKind, replyKind } from "./reply-kind.ts"
import { parseFormBody, parseJsonBody, readBody } from "./request-body.ts"
import { responseHeaders } from "./response-headers.ts"
import { checkXsrf } from "./xsrf.ts"

export function pipeline(core: Core): (row: Endpoint) => RequestHandler {
  const setHeaders = responseHeaders(core.config)
  return row => {
    const kind = replyKind(row)
    return async (request, response) => {
      setHeaders(response, kind)
      callState(response).handler = row.handler
      try {
        const reply = await answer(core, row, kind, request, response)
        if (reply !== null) send(request, response, kind, reply)
      } catch (error) {
        await answerProblem(core, request, response, error, kind)
      }
    }
  }
}

async function answer(
  core: Core,
  row: Endpoint,
  kind: ReplyKind,
  request: Request,
  response: Response,
): Promise<Reply | null> {
  if (request.method === "HEAD" && row.open !== true) throw new Refusal(405, "")
  const raw = await readBody(request)
  refuseNulInPath(request)
  const state = callState(response)
  if (row.open === true) state.quiet = true
  else state.identity = await identify(core, request, response)
  // Taken apart only now: what it costs is somebody's, and the log says whose.
  const form = parseFormBody(raw, request.headers["content-type"] ?? "")
  request.body = form ?? undefined
  if (row.open !== true && row.checksXsrf !== true) checkXsrf(core, state.identity, request)
  if (mustLogIn(row, kind, request, response)) return toLogin(core, row, request)
  await authorize(core, row, state.identity, params(request))
  const body = bodyOf(row, kind, raw, form)
  request.body = body
  refuseNulInBody(raw, body)
  const call: Call<never, never> = {
    core,
    identity: state.identity,
    params: params(request),
    query: (row.query ? row.query.parse(query(request, kind)) : query(request, kind)) as never,
    body: (row.body ? row.body.parse(body) : undefined) as never,
    request,
    response,
    get signal() {
      return goneSignal(response)
    },
  }
  return row.handle(call)
}

/** JSON where the row says what is in it; a body that nobody asked for is text, and need not be JSON. */
function bodyOf(row: Endpoint, kind: ReplyKind, raw: Buffer, form: Record<string, unknown> | null): unknown {
  if (kind !== "api" || row.path.startsWith("/api/oauth2/")) return form ?? undefined
  if (row.body) return parseJsonBody(raw)
  return raw.length === 0 ? undefined : raw.toString("utf8")
}

/** A person who is not logged in is sent to the login page and comes back; programs and posted forms get the 403. */
function mustLogIn(row: Endpoint, kind: ReplyKind, request: Request, response: Response): boolean {
  if (kind !== "page" || row.scopes === "none" || request.method !== "GET") return false
  return callState(response).identity.kind === "anonymous"
}

function toLogin(core: Core, row: Endpoint, request: Request): Reply {
  const own = row.beginsLogin === true && core.config.get("Authenticator.auto_login_oauth2_authorize")
  const login = (own ? core.authenticator.loginUrl : undefined) ?? `${hubPrefix(core.config)}login`
  // A login URL with a query says all that its page needs to know.
  const location = login.includes("?") ? login : `${login}?next=${encodeURIComponent(request.originalUrl)}`
  return { status: 302, headers: { Location: location } }
}

function params(request: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]))
}

/** Of a repeated argument the API takes the last, as tornado does; pages see them all. */
function query(request: Request, kind: ReplyKind): Record<string, unknown> {
  if (kind === "page") return { ...request.query }
  return Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  )
}

/** Made for those who ask: few do, and a signal costs as much as finding out who is asking. */
function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController()
  const gone = () => controller.abort(new Error("the client went away"))
  if (response.closed) gone()
  else response.once("close", gone)
  return controller.signal
}

export function send(request: Request, response: Response, kind: ReplyKind, reply: Reply): void {
  const { text, tag } = written(reply)
  checkLocation(reply.headers?.Location ?? "")
  response.statusCode = reply.status
  if (reply.status !== 204) response.setHeader("Content-Type", kind === "api" ? "application/json" : "text/html")
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
  if (reply.status === 204) {
    response.removeHeader("Content-Type")
    response.end()
    return
  }
  if (
    reply.status === 200 &&
    (request.method === "GET" || request.method === "HEAD") &&
    unchanged(request, response, tag())
  )
    return
  response.setHeader("Content-Length", Buffer.byteLength(text))
  response.end(request.method === "HEAD" ? undefined : text)
}

interface Written {
  readonly text: string
  /** The ETag: a hash of the text. */
  tag(): string
}

function written({ body, kept }: Reply): Written {
  if (kept !== true || typeof body !== "object" || body === null) return write(body)
  const known = texts.get(body) ?? write(body)
  texts.set(body, known)
  return known
}

const texts = new WeakMap<object, Written>()

function write(body: unknown): Written {
  const text = body === undefined ? "" : typeof body === "string" ? body : pythonJson(body)
  let tag: string | undefined
  return {
    text,
    tag() {
      tag ??= `"${createHash("sha1").update(text).digest("hex")}"`
      return tag
    },
  }
}

/** A reply that the client already has is answered with its tag alone. */
function unchanged(request: Request, response: Response, tag: string): boolean {
  response.setHeader("ETag", tag)
  const known = request.headers["if-none-match"]
  if (known === undefined || !known.split(",").some(k => k.trim().replace(/^W\//, "") === tag || k.trim() === "*"))
    return false
  response.statusCode = 304
  response.removeHeader("Content-Type")
  response.end()
  return true
}
