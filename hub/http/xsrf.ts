/** XSRF tokens as JupyterHub 4.1+ makes and checks them: signed, and bound to session and login. */
import type { Request, Response } from "express"
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"
import { hubPrefix } from "../core/urls.ts"
import { Refusal } from "../plugin/errors.ts"
import { anonymousId } from "./anonymous-id.ts"
import { appendCookie, readCookies, xsrfCookieOptions } from "./cookie.ts"
import { isApiRequest, isNavigation } from "./request-kind.ts"
import { ensureSession, sessionId } from "./session.ts"
import { createSignedValue, decodeSignedValue } from "./signed-value.ts"

const maxAgeDays = 31
const anonymousSeconds = 3600

/**
 * Throws Refusal 403 where a request that a browser may have been tricked into carries no token of this login.
 * `body` is the parsed form, whose `_xsrf` field counts as the query's does.
 */
export function checkXsrf(core: Core, identity: Identity, request: Request, body: unknown = request.body): void {
  if (!needsCheck(core, identity, request)) return
  const token = sentToken(request, body)
  if (token === "") throw new Refusal(403, `'_xsrf' argument missing from ${request.method}`)
  const cookie = readXsrfCookie(core, request)
  if (cookie === null || cookie.token !== token || cookie.id !== xsrfId(core, identity, request)) {
    throw new Refusal(403, `XSRF cookie does not match ${request.method} argument`)
  }
}

/** The token for the forms and scripts of this page; sets the cookie that it must match, where that changed. */
export function xsrfToken(core: Core, identity: Identity, request: Request, response: Response): string {
  const made = tokens.get(request)
  if (made !== undefined) return made
  if (identity.user !== null) ensureSession(core, request, response)
  const id = xsrfId(core, identity, request)
  const cookie = readXsrfCookie(core, request)
  if (cookie?.id === id) return remember(request, cookie.token)
  const token = signXsrf(core, id)
  if (isNavigation(request)) sendCookie(core, response, token, identity.kind !== "anonymous")
  return remember(request, token)
}

/** Sets the cookie anew: at a login, and each time the login form is shown, so that its hour begins again. */
export function renewXsrf(
  core: Core,
  identity: Pick<Identity, "kind" | "user">,
  request: Request,
  response: Response,
): string {
  const token = signXsrf(core, xsrfId(core, identity, request))
  sendCookie(core, response, token, identity.kind !== "anonymous")
  return remember(request, token)
}

function needsCheck(core: Core, identity: Identity, request: Request): boolean {
  if (identity.token !== null) return false
  if (request.method === "HEAD" || request.method === "OPTIONS") return false
  const isApi = isApiRequest(core, request)
  // Without a login there is nothing to abuse; with an Origin, the answer must not tell whether there is one.
  if (isApi && identity.kind === "anonymous" && request.get("Origin") === undefined) return false
  if (request.method !== "GET") return true
  return isApi && !isHarmlessRead(request)
}

/** A page view, a WebSocket (single-user servers check those), or an image of our own pages. */
function isHarmlessRead(request: Request): boolean {
  const mode = request.get("Sec-Fetch-Mode") ?? "unspecified"
  if (mode === "no-cors") return request.get("Sec-Fetch-Site") === "same-origin"
  return mode === "navigate" || mode === "unspecified" || mode === "websocket"
}

function sentToken(request: Request, body: unknown): string {
  const field = typeof body === "object" && body !== null && "_xsrf" in body ? body._xsrf : undefined
  const sent = [request.query._xsrf, field, request.get("X-Xsrftoken"), request.get("X-Csrftoken")]
  return sent.map(lastText).find(text => text !== "") ?? ""
}

function lastText(value: unknown): string {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value
  return typeof last === "string" ? last.trim() : ""
}

/** The first VALID `_xsrf` cookie: a page on a sibling path or domain may have tossed another in front. */
function readXsrfCookie(core: Core, request: Request): { readonly token: string; readonly id: string } | null {
  for (const token of readCookies(request, "_xsrf")) {
    const signed = Buffer.from(token, "base64url").toString("utf8")
    const id = decodeSignedValue(core.secrets.cookieSecret, "_xsrf", signed, maxAgeDays, core.clock.now())
    if (id !== null) return { token, id }
  }
  return null
}

function signXsrf(core: Core, id: string): string {
  const signed = createSignedValue(core.secrets.cookieSecret, "_xsrf", id, core.clock.now())
  return Buffer.from(signed, "utf8").toString("base64url")
}

/** `session:cookie_id` of a login, `session:hash` of a browser without one; Python writes a missing session as None. */
function xsrfId(core: Core, identity: Pick<Identity, "kind" | "user">, request: Request): string {
  if (identity.kind === "service") return ":"
  return `${sessionId(request) ?? "None"}:${identity.user?.cookie_id ?? anonymousId(core, request)}`
}

function sendCookie(core: Core, response: Response, token: string, loggedIn: boolean): void {
  const options = { ...xsrfCookieOptions(core.config), path: hubPrefix(core.config) }
  const age = loggedIn ? {} : { expires_days: null, max_age: anonymousSeconds }
  appendCookie(core, response, "_xsrf", token, { ...options, ...age })
}

function remember(request: Request, token: string): string {
  tokens.set(request, token)
  return token
}

const tokens = new WeakMap<Request, string>()
