/** Services that are made and deleted through the API while the hub runs; they stay over restarts. */
import type { Queryable } from "../../db/db.ts"
import { deleteOAuthClients } from "../../db/oauth.ts"
import { findRolesByNames, grantRole } from "../../db/roles.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { deleteServers } from "../../db/servers.ts"
import { deleteService, listServices } from "../../db/services.ts"
import { findTokenCandidates } from "../../db/tokens.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { learnSubdomains } from "../site-subdomains.ts"
import { matchesHash, tokenPrefix } from "../users/token-hash.ts"
import { issueToken } from "../users/tokens.ts"
import { saveServices } from "./save-services.ts"
import { serviceRoutespec, serviceTarget } from "./service-address.ts"
import type { ServiceSpec } from "./service-spec.ts"

/** Throws Refusal 409 where there is one of that name, and 400 for what cannot be. */
export async function addService(core: Core, spec: ServiceSpec): Promise<ServiceRow> {
  if (spec.command.length > 0) throw new Refusal(400, `Can not create managed service ${spec.name} at runtime`)
  await learnSubdomains(core, "service", [spec.name])
  const service = await core.db.tx(async db => {
    const present = new Map((await listServices(db)).map(row => [row.name, row]))
    if (present.has(spec.name)) throw new Refusal(409, `Service ${spec.name} already exists`)
    await saveServices(core, db, [spec], present, false)
    const made = (await listServices(db)).find(row => row.name === spec.name)
    if (!made) throw new Fault(500, `The service ${spec.name} was not made`)
    if (spec.admin) await makeAdmin(db, made)
    if (spec.apiToken !== null) await loadToken(core, db, made, spec.apiToken)
    return made
  })
  const target = service.url ? serviceTarget(service.url) : null
  if (target !== null) {
    const path = serviceRoutespec(core.config, service.name)
    await routed(core, service, () => core.proxy.addRoute(path, target, { service: service.name }))
  }
  core.log.info(`Made the service ${service.name}`, { url: service.url })
  return service
}

/** Its tokens, its OAuth client with what visitors got through it, and its route go with it. */
export async function removeService(core: Core, service: ServiceRow): Promise<void> {
  await core.db.tx(async db => {
    if (service.oauth_client_id !== null) await deleteOAuthClients(db, [service.oauth_client_id])
    if (service._server_id !== null) await deleteServers(db, [service._server_id])
    await deleteService(db, service.id)
  })
  if (service.url)
    await routed(core, service, () => core.proxy.deleteRoute(serviceRoutespec(core.config, service.name)))
  core.log.info(`Deleted the service ${service.name}`)
}

async function makeAdmin(db: Queryable, service: ServiceRow): Promise<void> {
  const [role] = await findRolesByNames(db, ["admin"])
  if (role) await grantRole(db, "service", role.id, [service.id])
}

/** A token is somebody's: a second owner would be taken for the first. */
async function loadToken(core: Core, db: Queryable, service: ServiceRow, token: string): Promise<void> {
  const rows = await findTokenCandidates(db, [tokenPrefix(token)], core.clock.now())
  if (rows.some(row => matchesHash(row.hashed, token))) {
    throw new Refusal(400, `The api_token of service ${service.name} is in use already: choose another one.`)
  }
  const trusted = core.config.get("JupyterHub.trust_user_provided_tokens")
  await issueToken(core, { service, token, trusted, note: "from config", scopes: ["inherit"] }, db)
}

/** The route follows from the database: what fails now is mended by the next check of the routes. */
async function routed(core: Core, service: ServiceRow, change: () => Promise<void>): Promise<void> {
  await change().catch(cause =>
    core.log.warn(`The route of service ${service.name} is left to the next check`, { cause }),
  )
}
