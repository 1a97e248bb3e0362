/** The services of the configuration, in the database, with the OAuth clients by which people log in to them. */
import type { Queryable } from "../../db/db.ts"
import { deleteOAuthClients, findOAuthClients, saveOAuthClient } from "../../db/oauth.ts"
import { findRolesByNames } from "../../db/roles.ts"
import type { OAuthClientRow, ServiceRow } from "../../db/rows.ts"
import { deleteService, insertService, listServices, updateService } from "../../db/services.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { accessScopes, checkScopesExist } from "../rbac/token-scopes.ts"
import { basePrefix, escapeName } from "../urls.ts"
import { hashToken, matchesHash, suppliedRounds } from "../users/token-hash.ts"
import { parseServiceSpec, type ServiceSpec } from "./service-spec.ts"

/** The services' own tokens: token -> name of the service. */
export async function loadServices(core: Core): Promise<ReadonlyMap<string, string>> {
  const specs = core.config.get("JupyterHub.services").map(parseServiceSpec)
  const twice = specs.find((spec, i) => specs.findIndex(other => other.name === spec.name) !== i)
  if (twice) throw new Refusal(400, `JupyterHub.services has two services of the name ${JSON.stringify(twice.name)}.`)
  for (const spec of specs) {
    checkScopesExist(core, spec.allowedScopes, `service ${spec.name}`)
    if (spec.managed)
      core.log.warn(`The command of service ${spec.name} is not run by this hub: start it beside the hub`)
  }
  await core.db.tx(async db => {
    const present = new Map((await listServices(db)).map(service => [service.name, service]))
    const ours = specs.filter(spec => isOurs(core, present.get(spec.name)))
    const named = new Set(specs.map(spec => spec.name))
    const gone = [...present.values()].filter(service => service.from_config === true && !named.has(service.name))
    const unused = [...gone, ...ours.filter(spec => !spec.usesOAuth).flatMap(spec => present.get(spec.name) ?? [])]
    await deleteOAuthClients(
      db,
      unused.flatMap(service => service.oauth_client_id ?? []),
    )
    for (const service of gone) await deleteService(db, service.id)
    await saveClients(
      core,
      db,
      ours.filter(spec => spec.usesOAuth),
    )
    for (const spec of ours) await saveService(db, spec, present.get(spec.name))
  })
  return new Map(specs.flatMap(spec => (spec.apiToken === null ? [] : [[spec.apiToken, spec.name] as const])))
}

/** A service that was made through the API stays as its makers want it. */
function isOurs(core: Core, present: ServiceRow | undefined): boolean {
  if (present === undefined || present.from_config === true) return true
  core.log.error(
    `The service ${present.name} of the configuration was made through the API already, and is left as it is`,
  )
  return false
}

async function saveService(db: Queryable, spec: ServiceSpec, present: ServiceRow | undefined): Promise<void> {
  const row = {
    name: spec.name,
    admin: spec.admin,
    url: spec.url,
    oauth_client_allowed_scopes: [...spec.allowedScopes],
    info: spec.info,
    display: spec.display,
    oauth_no_confirm: spec.noConfirm,
    from_config: true,
    oauth_client_id: spec.usesOAuth ? spec.clientId : null,
    pid: present?.pid ?? null,
  }
  if (present) await updateService(db, present.id, row)
  else await insertService(db, row)
}

async function saveClients(core: Core, db: Queryable, specs: readonly ServiceSpec[]): Promise<void> {
  if (specs.length === 0) return
  const clients = await findOAuthClients(
    db,
    specs.map(spec => spec.clientId),
  )
  const present = new Map(clients.map(client => [client.identifier, client]))
  const roles = await findRolesByNames(db, [...new Set(specs.flatMap(spec => spec.oauthRoles))])
  for (const spec of specs) {
    const ofRoles = roles.filter(role => spec.oauthRoles.includes(role.name)).flatMap(role => role.scopes)
    const own = spec.allowedScopes.length > 0 ? spec.allowedScopes : ofRoles
    await saveOAuthClient(db, {
      identifier: spec.clientId,
      description: `JupyterHub service ${spec.name}`,
      secret: secretHash(spec, present.get(spec.clientId)),
      redirect_uri: redirectUri(core, spec),
      allowed_scopes: [...new Set([...own, ...accessScopes({ service: spec.name })])].sort(),
    })
  }
}

/** A new salt at each start would be a write for nothing. */
function secretHash(spec: ServiceSpec, present: OAuthClientRow | undefined): string {
  if (spec.apiToken === null) return ""
  if (present && matchesHash(present.secret, spec.apiToken)) return present.secret
  return hashToken(spec.apiToken, suppliedRounds)
}

function redirectUri(core: Core, spec: ServiceSpec): string {
  if (spec.redirectUri !== null) return spec.redirectUri
  if (spec.url !== null) return `${basePrefix(core.config)}services/${escapeName(spec.name)}/oauth_callback`
  throw new Refusal(
    400,
    `JupyterHub.services: ${JSON.stringify(spec.name)} uses OAuth without a url, so that it needs an oauth_redirect_uri.`,
  )
}
