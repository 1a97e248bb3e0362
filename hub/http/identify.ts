/** Who is asking: by API token where the request may bear one, else by the login cookie. */
import type { Request, Response } from "express"
import type { Core } from "../core/core.ts"
import { anonymous, type Identity } from "../core/rbac/identity.ts"
import { ownerScopes } from "../core/rbac/scope-check.ts"
import { scopesOfToken } from "../core/rbac/token-scopes.ts"
import { refreshAuth } from "../core/users/auth-refresh.ts"
import { noteSeen } from "../core/users/seen.ts"
import { tokenDigest } from "../core/users/token-hash.ts"
import { findToken } from "../core/users/tokens.ts"
import { whileUnchanged } from "../core/while-unchanged.ts"
import { findUserByCookieId } from "../db/users.ts"
import { clearLoginCookie, hasLoginCookie, readLoginCookie } from "./cookies.ts"
import { acceptsTokens, isApiRequest } from "./request-kind.ts"
import { ensureSession } from "./session.ts"

/** Throws a Fault when the database cannot be asked: that is no wrong credential. */
export async function identify(core: Core, request: Request, response: Response): Promise<Identity> {
  const token = acceptsTokens(core, request) ? bearerToken(request) : null
  const byToken = token === null ? null : await identifyToken(core, token)
  return byToken ?? (await identifyCookie(core, request, response)) ?? anonymous
}

/** `Authorization: token X` or `bearer X`; no other scheme. */
function bearerToken(request: Request): string | null {
  return /^(?:token|bearer)\s+(\S+)$/i.exec(request.get("Authorization") ?? "")?.[1] ?? null
}

/** Programs ask again and again with the same token: what it means is read anew only when something was written. */
async function identifyToken(core: Core, plaintext: string): Promise<Identity | null> {
  const key = tokenDigest(plaintext)
  const known = await whileUnchanged(core, `token ${key}`, () => readToken(core, plaintext))
  if (known === null) return null
  const { token, user: owner } = known
  if (token?.expires_at && token.expires_at <= core.clock.now()) return null
  await noteSeen(core, owner, token)
  if (owner === null) return known
  const user = await refreshAuth(core, owner, { canLogIn: false })
  if (user === null) return anonymous
  return user === owner ? known : readToken(core, plaintext)
}

async function readToken(core: Core, plaintext: string): Promise<Identity | null> {
  const found = await findToken(core, plaintext)
  if (found === null) return null
  const { user, service, ...token } = found
  const scopes = await scopesOfToken(core, token, user === null ? { service: serviceOf(service) } : { user })
  return { kind: user === null ? "service" : "user", user, service, token, sessionId: token.session_id, scopes }
}

async function identifyCookie(core: Core, request: Request, response: Response): Promise<Identity | null> {
  const cookieId = readLoginCookie(core, request)
  const found = cookieId === null ? null : await findUserByCookieId(core.db, cookieId)
  if (found === null) {
    // Expired, forged, or of a user who is gone: the browser need not send it again.
    if (hasLoginCookie(core, request)) clearLoginCookie(core, response)
    return null
  }
  if (isCrossSiteForm(core, request)) return null
  await noteSeen(core, found, null)
  const sessionId = ensureSession(core, request, response)
  const user = await refreshAuth(core, found, { canLogIn: true })
  if (user === null) return null
  const scopes = await ownerScopes(core, { user })
  return { kind: "user", user, service: null, token: null, sessionId, scopes }
}

/** A form of another site can POST with cookies, but cannot say that it sends JSON. */
function isCrossSiteForm(core: Core, request: Request): boolean {
  const type = request.get("Content-Type")
  if (request.method !== "POST" || type === undefined || type === "" || !isApiRequest(core, request)) return false
  const refused = !/^application\/json[ \t]*(;|$)/i.test(type)
  if (refused) core.log.warn("A POST with a cookie was taken as anonymous because of its content type", { type })
  return refused
}

function serviceOf<T>(service: T | null): T {
  if (service === null) throw new Error("a token without an owner")
  return service
}
