/** Writes services into the database as JupyterHub keeps them: the row, where it is reached, and the OAuth client by which people log in to it. */
import type { Queryable } from "../../db/db.ts"
import { deleteOAuthClients, findOAuthClients, saveOAuthClient } from "../../db/oauth.ts"
import { findRolesByNames } from "../../db/roles.ts"
import type { OAuthClientRow, ServiceRow } from "../../db/rows.ts"
import { deleteServers, insertServer, updateServer } from "../../db/servers.ts"
import { insertService, updateService } from "../../db/services.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { accessScopes } from "../rbac/token-scopes.ts"
import { basePrefix } from "../urls.ts"
import { hashToken, matchesHash, suppliedRounds } from "../users/token-hash.ts"
import { serviceUrl } from "./service-address.ts"
import type { ServiceSpec } from "./service-spec.ts"

/** `present`: the rows of all that are there already, by name. Within a transaction. Throws Refusal for what cannot be. */
export async function saveServices(
  core: Core,
  db: Queryable,
  specs: readonly ServiceSpec[],
  present: ReadonlyMap<string, ServiceRow>,
  fromConfig: boolean,
): Promise<void> {
  for (const spec of specs) checkClientId(spec, [...specs.filter(other => other !== spec), ...others(specs, present)])
  const rows = specs.flatMap(spec => present.get(spec.name) ?? [])
  const used = new Set(specs.filter(spec => spec.usesOAuth).map(spec => spec.clientId))
  await deleteOAuthClients(
    db,
    rows.flatMap(row => row.oauth_client_id ?? []).filter(id => !used.has(id)),
  )
  await saveClients(
    core,
    db,
    specs.filter(spec => spec.usesOAuth),
  )
  for (const spec of specs) await saveService(core, db, spec, present.get(spec.name), fromConfig)
}

/** Services that stay as they are. */
function others(specs: readonly ServiceSpec[], present: ReadonlyMap<string, ServiceRow>) {
  const changed = new Set(specs.map(spec => spec.name))
  return [...present.values()]
    .filter(row => !changed.has(row.name))
    .map(row => ({ name: row.name, clientId: row.oauth_client_id }))
}

/** Who has another's client would have its visitors sent to an address of their own. */
function checkClientId(
  { name, clientId, usesOAuth }: ServiceSpec,
  all: readonly { readonly name: string; readonly clientId: string | null; readonly usesOAuth?: boolean }[],
): void {
  const owner = usesOAuth ? all.find(other => other.clientId === clientId && other.usesOAuth !== false) : undefined
  if (owner) {
    throw new Refusal(
      400,
      `The service ${JSON.stringify(name)} cannot have the oauth_client_id ${clientId}: that of ${JSON.stringify(owner.name)} is the same.`,
    )
  }
}

async function saveService(
  core: Core,
  db: Queryable,
  spec: ServiceSpec,
  present: ServiceRow | undefined,
  fromConfig: boolean,
): Promise<void> {
  const row = {
    name: spec.name,
    admin: spec.admin,
    url: spec.url,
    oauth_client_allowed_scopes: [...spec.allowedScopes],
    info: spec.info,
    display: spec.display,
    oauth_no_confirm: spec.noConfirm,
    command: [...spec.command],
    cwd: spec.cwd,
    environment: { ...spec.environment },
    user: spec.user,
    timeout: spec.timeout,
    from_config: fromConfig,
    _server_id: await saveServer(core, db, spec, present?._server_id ?? null),
    oauth_client_id: spec.usesOAuth ? spec.clientId : null,
    pid: present?.pid ?? null,
  }
  if (present) await updateService(db, present.id, row)
  else await insertService(db, row)
}

/** JupyterHub finds there where a service of its database is. */
async function saveServer(core: Core, db: Queryable, spec: ServiceSpec, id: number | null): Promise<number | null> {
  if (spec.url === null) {
    if (id !== null) await deleteServers(db, [id])
    return null
  }
  const { protocol, hostname, port } = new URL(spec.url)
  const server = {
    proto: protocol.slice(0, -1),
    ip: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    // As JupyterHub has it, which escapes nothing here.
    base_url: `${basePrefix(core.config)}services/${spec.name}/`,
    cookie_name: spec.clientId,
  }
  if (id === null) return (await insertServer(db, server)).id
  await updateServer(db, id, server)
  return id
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
    if (spec.allowedScopes.length > 0 && spec.oauthRoles.length > 0) {
      core.log.warn(`The oauth_roles of service ${spec.name} count for nothing beside its oauth_client_allowed_scopes`)
    }
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

/** A new salt at each start would be a write for nothing. That of a service which the hub runs is new each time it is started, and is not known here. */
function secretHash(spec: ServiceSpec, present: OAuthClientRow | undefined): string {
  if (spec.apiToken === null) return spec.command.length > 0 ? (present?.secret ?? "") : ""
  if (present && matchesHash(present.secret, spec.apiToken)) return present.secret
  return hashToken(spec.apiToken, suppliedRounds)
}

function redirectUri(core: Core, spec: ServiceSpec): string {
  if (spec.redirectUri !== null) return spec.redirectUri
  if (spec.url !== null) return `${serviceUrl(core.config, spec.name)}oauth_callback`
  throw new Refusal(
    400,
    `The service ${JSON.stringify(spec.name)} uses OAuth without a url, so that it needs an oauth_redirect_uri.`,
  )
}
