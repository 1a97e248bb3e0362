/** The token endpoint: a client that proves itself changes a code for an access token. */
import type { Core } from "../core/core.ts"
import { matchesHash, randomAlphanumeric } from "../core/users/token-hash.ts"
import { issueToken } from "../core/users/tokens.ts"
import { findOAuthClient } from "../db/oauth.ts"
import type { OAuthClientRow } from "../db/rows.ts"
import { findUserById } from "../db/users.ts"
import { redeemCode } from "./codes.ts"
import { OAuthError } from "./errors.ts"

export interface TokenReply {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: "Bearer"
  readonly scope: string
}

const tokenLength = 30

/** `form` is the posted body; a field that is repeated is a list. Throws OAuthError. */
export async function exchangeCode(
  core: Core,
  form: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
): Promise<TokenReply> {
  if (text(form.grant_type) !== "authorization_code") throw new OAuthError("unsupported_grant_type")
  const code = text(form.code)
  if (code === null) throw new OAuthError("invalid_request", "Missing code parameter.")
  for (const name of ["client_id", "grant_type", "redirect_uri"]) {
    if (Array.isArray(form[name])) throw new OAuthError("invalid_request", `Duplicate ${name} parameter.`)
  }
  const client = await authenticateClient(core, form, authorization)
  const sent = { redirectUri: text(form.redirect_uri), verifier: text(form.code_verifier) }
  const row = await redeemCode(core, client, code, sent)
  const user = await findUserById(core.db, row.user_id)
  if (user === null) throw new OAuthError("invalid_grant")
  const expiresIn = tokenLife(core)
  const { token } = await issueToken(core, {
    user,
    token: randomAlphanumeric(tokenLength),
    trusted: true,
    note: "",
    // Resolved when the person agreed; what the person has lost since is taken off at each use.
    scopes: row.scopes,
    unchecked: true,
    expiresIn,
    clientId: client.identifier,
    sessionId: row.session_id,
  })
  return { access_token: token, expires_in: expiresIn, token_type: "Bearer", scope: row.scopes.join(" ") }
}

/** By client_id and client_secret in the body, or by HTTP Basic. A client without a secret has no way in. */
async function authenticateClient(
  core: Core,
  form: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
): Promise<OAuthClientRow> {
  const basic = parseBasic(authorization)
  const id = text(form.client_id) ?? basic?.id ?? null
  const secret = text(form.client_secret) ?? basic?.secret ?? null
  const client = id === null || secret === null ? null : await findOAuthClient(core.db, id)
  if (client !== null && secret !== null && client.secret !== "" && matchesHash(client.secret, secret)) return client
  core.log.warn("An OAuth client could not prove itself", { client: id?.slice(0, 255) ?? null })
  throw new OAuthError("invalid_client", "", 401)
}

function parseBasic(authorization: string | undefined): { readonly id: string; readonly secret: string } | null {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization ?? "")?.[1]
  if (encoded === undefined) return null
  const plain = Buffer.from(encoded, "base64").toString("utf8")
  const colon = plain.indexOf(":")
  return colon < 0 ? null : { id: unquote(plain.slice(0, colon)), secret: unquote(plain.slice(colon + 1)) }
}

function unquote(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll("&", "%26")}`).get("v") ?? value
}

/** As long as a login lasts, unless the site says otherwise. */
function tokenLife(core: Core): number {
  const configured = core.config.get("JupyterHub.oauth_token_expires_in")
  return configured ? configured : Math.floor(core.config.get("JupyterHub.cookie_max_age_days") * 86_400)
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}
