/** The session id: one browser's login, by which OAuth tokens of single-user servers end with it. */
import { randomUUID } from "node:crypto"
import type { Request, Response } from "express"
import type { Config } from "../config/config.ts"
import type { Core } from "../core/core.ts"
import { basePrefix } from "../core/urls.ts"
import { clearCookie, readCookies, writeCookie } from "./cookie.ts"

const sessionCookie = "jupyterhub-session-id"

/** The one that the browser sent, or that this response sets. */
export function sessionId(request: Request): string | null {
  return newSessions.get(request) ?? readCookies(request, sessionCookie).at(-1) ?? null
}

/** Sets a new one where the browser has none. */
export function ensureSession(core: Core, request: Request, response: Response): string {
  const known = sessionId(request)
  if (known !== null) return known
  const id = randomUUID().replaceAll("-", "")
  newSessions.set(request, id)
  // Not signed: single-user servers on this host compare it with the one their token was issued for.
  writeCookie(core, request, response, sessionCookie, id, sessionPlace(core.config))
  return id
}

export function clearSession(core: Core, response: Response): void {
  clearCookie(response, sessionCookie, sessionPlace(core.config))
}

function sessionPlace(config: Config): { path: string; domain?: string } {
  const path = basePrefix(config)
  // Servers on subdomains read it too. With subdomains there always is a public URL.
  if (config.get("JupyterHub.subdomain_host") === "") return { path }
  return { path, domain: new URL(config.get("JupyterHub.public_url")).hostname }
}

const newSessions = new WeakMap<Request, string>()
