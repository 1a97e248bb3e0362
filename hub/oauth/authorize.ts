/** Whether a person's browser goes straight back to an application with a code, or the person is asked first. */
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"
import { allows, type Target } from "../core/rbac/scope-check.ts"
import { rolesOf } from "../db/roles.ts"
import type { OAuthClientRow, UserRow } from "../db/rows.ts"
import { findServiceByClientId } from "../db/services.ts"
import { spawnersOfUsers } from "../db/spawners.ts"
import { listTokens } from "../db/tokens.ts"
import { Refusal } from "../plugin/errors.ts"
import {
  type AuthorizationRequest,
  type Destination,
  type OAuthTarget,
  parseDestination,
  parseRequest,
} from "./authorization-request.ts"
import { issueCode } from "./codes.ts"
import { describeScopes, type ScopeDescription } from "./describe-scopes.ts"
import { OAuthError } from "./errors.ts"
import { alwaysGranted, resolveScopes } from "./requested-scopes.ts"

export type Decision =
  | { readonly redirect: string }
  | {
      readonly confirm: {
        readonly client: OAuthClientRow
        readonly allowedScopes: readonly string[]
        readonly descriptions: readonly ScopeDescription[]
      }
    }

type Parameters = Readonly<Record<string, unknown>>
type Person = Pick<Identity, "scopes"> & { readonly user: UserRow }

/** GET: what the application asks for. Throws Refusal for errors that only the person may see. */
export async function beginAuthorization(
  core: Core,
  person: Person,
  sessionId: string,
  query: Parameters,
): Promise<Decision> {
  return orRedirect(core, await parseDestination(core, query), async destination => {
    const request = await parseRequest(core, person.user, destination, query)
    const { allowed } = await grantable(core, person, request)
    if (!(await needsConfirmation(core, person.user, request.client, allowed))) {
      return { redirect: await codeRedirect(core, person.user, sessionId, request, allowed) }
    }
    return { confirm: { client: request.client, ...described(core, person.user, request.target, allowed) } }
  })
}

/** POST: the scopes that the person agreed to on the page; an empty list is only who they are. */
export async function completeAuthorization(
  core: Core,
  person: Person,
  sessionId: string,
  query: Parameters,
  agreed: readonly string[],
): Promise<Decision> {
  return orRedirect(core, await parseDestination(core, query), async destination => {
    const request = await parseRequest(core, person.user, destination, query, agreed)
    const { allowed, disallowed } = await grantable(core, person, request)
    if (disallowed.length > 0) {
      throw new Refusal(403, `You do not have the permissions that you would grant: ${disallowed.join(", ")}`)
    }
    return { redirect: await codeRedirect(core, person.user, sessionId, request, allowed) }
  })
}

async function orRedirect(
  core: Core,
  destination: Destination,
  decide: (destination: Destination) => Promise<Decision>,
): Promise<Decision> {
  try {
    return await decide(destination)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    core.log.error(`OAuth error: ${error.code} ${error.message}`)
    const description = error.message === "" ? {} : { error_description: error.message }
    return { redirect: backTo(destination, { error: error.code, ...description }) }
  }
}

/** Throws Refusal 403 for somebody who may not use what the client stands for. */
async function grantable(core: Core, person: Person, request: AuthorizationRequest) {
  const { client, target, scopes } = request
  const allowed = await allows(core, person, accessScope(target), accessTarget(target))
  if (allowed !== true) throw new Refusal(403, `You do not have permission to access ${client.description}`)
  const roles = await rolesOf(core.db, { userId: person.user.id })
  const held = [...roles.flatMap(role => role.scopes), "inherit", ...alwaysGranted(target)]
  return resolveScopes(core, scopes, held, { ...target, user: person.user.name })
}

function accessScope(target: OAuthTarget): string {
  return target.server !== undefined ? "access:servers" : "access:services"
}

function accessTarget(target: OAuthTarget): Target {
  if (target.server === undefined) return { kind: "service", name: target.service ?? "" }
  const slash = target.server.indexOf("/")
  return { kind: "server", user: target.server.slice(0, slash), name: target.server.slice(slash + 1) }
}

/** Not for a person's own servers, services that the site trusts, and what was agreed to before. */
async function needsConfirmation(
  core: Core,
  user: UserRow,
  client: OAuthClientRow,
  scopes: readonly string[],
): Promise<boolean> {
  const own = (await spawnersOfUsers(core.db, [user.id])).get(user.id) ?? []
  if (own.some(spawner => spawner.oauth_client_id === client.identifier)) return false
  const service = await findServiceByClientId(core.db, client.identifier)
  // Only the site's configuration can spare people the question: whoever may make services is no such authority.
  if (service?.oauth_no_confirm === true && service.from_config === true) return false
  const tokens = await listTokens(core.db, { userId: user.id }, core.clock.now())
  const agreed = new Set(tokens.filter(token => token.client_id === client.identifier).flatMap(token => token.scopes))
  return agreed.size === 0 || scopes.some(scope => !agreed.has(scope))
}

function described(core: Core, user: UserRow, target: OAuthTarget, allowed: readonly string[]) {
  const always = alwaysGranted(target)
  const asked = allowed.filter(scope => !always.includes(scope))
  if (asked.includes("inherit")) {
    return { allowedScopes: ["inherit"], descriptions: describeScopes(core, ["inherit"], user.name) }
  }
  const shown = asked.length === 0 ? ["(no_scope)"] : asked
  return { allowedScopes: allowed, descriptions: describeScopes(core, shown, user.name) }
}

async function codeRedirect(
  core: Core,
  user: UserRow,
  sessionId: string,
  request: AuthorizationRequest,
  scopes: readonly string[],
): Promise<string> {
  const code = await issueCode(core, user, sessionId, request, scopes)
  return backTo(request, { code })
}

function backTo({ redirectUri, state }: Destination, answer: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({ ...answer, ...(state === null ? {} : { state }) })
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${parameters}`
}
