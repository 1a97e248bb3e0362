/** Authorization codes: good once, for five minutes, for the client, session and PKCE challenge that they were made for. */
import { createHash, timingSafeEqual } from "node:crypto"
import type { Core } from "../core/core.ts"
import { randomAlphanumeric } from "../core/users/token-hash.ts"
import { findOAuthCode, insertOAuthCode, takeOAuthCode } from "../db/oauth.ts"
import type { OAuthClientRow, OAuthCodeRow, UserRow } from "../db/rows.ts"
import { trimEnd } from "../plugin/trim-end.ts"
import type { AuthorizationRequest } from "./authorization-request.ts"
import { OAuthError } from "./errors.ts"

const lifeSeconds = 300
/** Between the clocks of hubs that take turns on a database. */
const skewSeconds = 60
const codeLength = 30

export async function issueCode(
  core: Core,
  user: UserRow,
  sessionId: string,
  request: AuthorizationRequest,
  scopes: readonly string[],
): Promise<string> {
  const code = randomAlphanumeric(codeLength)
  await insertOAuthCode(core.db, {
    client_id: request.client.identifier,
    code,
    expires_at: seconds(core) + lifeSeconds,
    redirect_uri: request.redirectUri,
    session_id: sessionId,
    user_id: user.id,
    scopes: [...scopes],
    code_challenge: request.codeChallenge,
    code_challenge_method: request.codeChallengeMethod,
  })
  return code
}

/** The code's row, which is used up by this call whether it succeeds or not. Throws OAuthError. */
export async function redeemCode(
  core: Core,
  client: OAuthClientRow,
  code: string,
  sent: { readonly redirectUri: string | null; readonly verifier: string | null },
): Promise<OAuthCodeRow> {
  const row = await findOAuthCode(core.db, client.identifier, code)
  if (row === null || !(await takeOAuthCode(core.db, row.id)) || !isCurrent(row, seconds(core))) {
    throw new OAuthError("invalid_grant")
  }
  checkVerifier(core, row, sent.verifier)
  if (sent.redirectUri !== null && sent.redirectUri !== client.redirect_uri) {
    throw new OAuthError("invalid_request", "Mismatching redirect URI.")
  }
  return row
}

/** One that ends later than any made now was made before the clock was set back: its time is unknown. */
function isCurrent(row: OAuthCodeRow, now: number): boolean {
  return row.expires_at >= now && row.expires_at <= now + lifeSeconds + skewSeconds
}

function checkVerifier(core: Core, row: OAuthCodeRow, verifier: string | null): void {
  const challenge = row.code_challenge
  if (challenge === null && !core.config.get("JupyterHub.oauth_require_pkce")) return
  if (verifier === null) throw new OAuthError("invalid_request", "Code verifier required.")
  if (challenge === null) throw new OAuthError("invalid_grant", "Challenge not found")
  const made =
    row.code_challenge_method === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier
  if (!same(made, challenge)) throw new OAuthError("invalid_grant")
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(trimEnd(b, "="))
  return left.length === right.length && timingSafeEqual(left, right)
}

function seconds(core: Core): number {
  return Math.floor(core.clock.now().getTime() / 1000)
}
