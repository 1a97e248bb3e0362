/** Reads and checks what a client asks for at /oauth2/authorize, before anybody is asked to agree. */
import type { Core } from "../core/core.ts"
import { checkScopesExist } from "../core/rbac/token-scopes.ts"
import { clientTarget } from "../db/grants.ts"
import { findOAuthClient } from "../db/oauth.ts"
import { findRolesByNames } from "../db/roles.ts"
import type { OAuthClientRow, UserRow } from "../db/rows.ts"
import { Fault, Refusal } from "../plugin/errors.ts"
import { OAuthError } from "./errors.ts"
import { alwaysGranted, resolveScopes } from "./requested-scopes.ts"

export type OAuthTarget = { readonly server?: string; readonly service?: string }

export interface AuthorizationRequest {
  readonly client: OAuthClientRow
  readonly target: OAuthTarget
  readonly redirectUri: string
  readonly state: string | null
  readonly scopes: readonly string[]
  readonly codeChallenge: string | null
  readonly codeChallengeMethod: string | null
}

/** Where an error goes, once client and redirect URI are known to belong together. */
export interface Destination {
  readonly client: OAuthClientRow
  readonly redirectUri: string
  readonly state: string | null
}

type Parameters = Readonly<Record<string, unknown>>

/** Throws Refusal 400, for the person to see: a browser must not be sent to an address that is not the client's. */
export async function parseDestination(core: Core, query: Parameters): Promise<Destination> {
  for (const name of ["client_id", "response_type", "redirect_uri", "scope", "state"]) {
    if (Array.isArray(query[name])) throw new Refusal(400, `Duplicate ${name} parameter.`)
  }
  const clientId = text(query.client_id)
  if (clientId === null) throw new Refusal(400, "Missing client_id parameter.")
  const client = await findOAuthClient(core.db, clientId)
  if (client === null || client.secret === "") throw new Refusal(400, "Invalid client_id parameter value.")
  const given = text(query.redirect_uri)
  if (given !== null && !/^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(given)) throw new Refusal(400, "Invalid redirect URI.")
  if (given !== null && given !== client.redirect_uri) throw new Refusal(400, "Mismatching redirect URI.")
  if (client.redirect_uri === "") throw new Refusal(400, "Missing redirect URI.")
  return { client, redirectUri: client.redirect_uri, state: text(query.state) }
}

/** Throws OAuthError, for the client to see. `posted` are the scopes that the person agreed to, instead of the query's. */
export async function parseRequest(
  core: Core,
  user: UserRow,
  destination: Destination,
  query: Parameters,
  posted?: readonly string[],
): Promise<AuthorizationRequest> {
  checkResponseType(query)
  const challenge = parseChallenge(core, query)
  const { client } = destination
  const target = await clientTarget(core.db, client.identifier)
  if (target.server === undefined && target.service === undefined) {
    core.log.error(`The OAuth client ${client.identifier} belongs to no server and no service`)
    throw new Fault(500, "OAuth configuration error")
  }
  const asked =
    posted ??
    text(query.scope)
      ?.split(" ")
      .filter(scope => scope !== "") ??
    []
  const scopes = await clientScopes(core, user, client, target, asked, posted !== undefined)
  return { ...destination, ...challenge, target, scopes }
}

function checkResponseType(query: Parameters): void {
  const type = text(query.response_type)
  if (type === null) throw new OAuthError("invalid_request", "Missing response_type parameter.")
  if (type !== "code") throw new OAuthError("unsupported_response_type")
}

function parseChallenge(
  core: Core,
  query: Parameters,
): Pick<AuthorizationRequest, "codeChallenge" | "codeChallengeMethod"> {
  const codeChallenge = text(query.code_challenge)
  if (codeChallenge === null) {
    if (core.config.get("JupyterHub.oauth_require_pkce")) {
      throw new OAuthError("invalid_request", "Code challenge required.")
    }
    return { codeChallenge: null, codeChallengeMethod: null }
  }
  const codeChallengeMethod = text(query.code_challenge_method) ?? "plain"
  if (!["S256", "plain"].includes(codeChallengeMethod) || codeChallenge.length > 255) {
    throw new OAuthError("invalid_request", "Transform algorithm not supported.")
  }
  return { codeChallenge, codeChallengeMethod }
}

/** What the client asks for, as far as this client may; without a wish, all that it may. */
async function clientScopes(
  core: Core,
  user: UserRow,
  client: OAuthClientRow,
  target: OAuthTarget,
  asked: readonly string[],
  agreed: boolean,
): Promise<readonly string[]> {
  const always = alwaysGranted(target)
  const wishes = asked.length > 0 || agreed ? asked : client.allowed_scopes
  const known = await knownScopes(
    core,
    wishes.filter(scope => scope !== "identify"),
  )
  const requested = [...new Set([...known, ...always])]
  const may = [...new Set([...client.allowed_scopes, ...always])]
  const { disallowed } = await resolveScopes(core, requested, may, { ...target, user: user.name })
  if (disallowed.length === 0) return requested
  core.log.error(`Scope(s) not allowed for ${client.identifier}: ${disallowed.join(", ").slice(0, 1000)}`)
  throw new OAuthError("invalid_scope")
}

/** Names of roles are an older way to ask for their scopes. */
async function knownScopes(core: Core, wishes: readonly string[]): Promise<readonly string[]> {
  try {
    checkScopesExist(core, wishes, "token")
    return wishes
  } catch {
    const roles = await findRolesByNames(core.db, wishes)
    if (roles.length === new Set(wishes).size) return roles.flatMap(role => role.scopes)
    core.log.warn(`No such scopes: ${wishes.join(", ").slice(0, 1000)}`)
    throw new OAuthError("invalid_scope", "", 400)
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}
