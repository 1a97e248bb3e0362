/** The login cookie, which holds the signed cookie_id of a user, and what a login and a logout do to a browser. */
import type { Request, Response } from "express"
import type { Config } from "../config/config.ts"
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"
import { basePrefix, hubPrefix } from "../core/urls.ts"
import { revokeSession } from "../core/users/tokens.ts"
import type { UserRow } from "../db/rows.ts"
import { clearCookie, readCookies, writeCookie, xsrfCookieOptions } from "./cookie.ts"
import { clearSession, ensureSession, sessionId } from "./session.ts"
import { createSignedValue, decodeSignedValue } from "./signed-value.ts"
import { renewXsrf } from "./xsrf.ts"

/** The date in the cookie; the hub itself looks at the time of signing, see `cookie_max_age_days`. */
const expiresDays = 30

/** After a login, and when a logged-in person opens the login page again. */
export function setLoginCookie(core: Core, user: UserRow, request: Request, response: Response): void {
  ensureSession(core, request, response)
  if (readLoginCookie(core, request) !== user.cookie_id) {
    const name = loginCookie(core.config)
    const value = createSignedValue(core.secrets.cookieSecret, name, user.cookie_id, core.clock.now())
    writeCookie(core, request, response, name, value, { path: hubPrefix(core.config), expires_days: expiresDays })
  }
  // The XSRF token names who is logged in: without a new one, the first form after the login would be refused.
  renewXsrf(core, { kind: "user", user }, request, response)
}

/** Logs the browser out: clears the cookies, and revokes the OAuth tokens of the session where it was a login of ours. */
export async function clearLoginCookies(
  core: Core,
  identity: Identity,
  request: Request,
  response: Response,
): Promise<void> {
  const session = sessionId(request)
  if (session !== null) {
    clearSession(core, response)
    // Anybody can send a browser here with a made-up session id: only the session's own user ends it.
    if (identity.user !== null && identity.token === null) await revokeSession(core, identity.user.id, session)
  }
  clearLoginCookie(core, response)
  clearCookie(response, "jupyterhub-services", { path: `${basePrefix(core.config)}services` })
  clearCookie(response, "_xsrf", { path: hubPrefix(core.config), domain: xsrfCookieOptions(core.config).domain })
}

export function clearLoginCookie(core: Core, response: Response): void {
  clearCookie(response, loginCookie(core.config), { path: hubPrefix(core.config) })
}

/** The cookie_id where the cookie is signed by us and young enough; null also where there is no cookie. */
export function readLoginCookie(core: Core, request: Request): string | null {
  return (
    readCookies(request, loginCookie(core.config))
      .map(value => decodeLogin(core, value))
      .find(id => id !== null) ?? null
  )
}

/** Whether the login is so fresh that this page is what it led to, even if it went over a site that knows who people are. */
export function hasJustLoggedIn(core: Core, request: Request): boolean {
  const name = loginCookie(core.config)
  const { cookieSecret } = core.secrets
  const now = core.clock.now()
  return readCookies(request, name).some(
    value => decodeSignedValue(cookieSecret, name, value, freshLoginDays, now) !== null,
  )
}

const freshLoginDays = 1 / 1440

export function hasLoginCookie(core: Core, request: Request): boolean {
  return readCookies(request, loginCookie(core.config)).length > 0
}

/** The cookie_id inside a value of the login cookie that somebody hands us, or null. */
function decodeLogin(core: Core, value: string): string | null {
  const maxAge = core.config.get("JupyterHub.cookie_max_age_days")
  return decodeSignedValue(core.secrets.cookieSecret, loginCookie(core.config), value, maxAge, core.clock.now())
}

function loginCookie(config: Config): string {
  return `${config.get("JupyterHub.cookie_host_prefix_enabled") ? "__Host-" : ""}jupyterhub-hub-login`
}
