/** The services of the configuration, in the database. */
import { deleteOAuthClients } from "../../db/oauth.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { deleteServers } from "../../db/servers.ts"
import { deleteService, listServices } from "../../db/services.ts"
import type { Core } from "../core.ts"
import { checkScopesExist } from "../rbac/token-scopes.ts"
import { configuredServices } from "../services/configured-services.ts"
import { saveServices } from "../services/save-services.ts"

/** The services' own tokens: token -> name of the service. */
export async function loadServices(core: Core): Promise<ReadonlyMap<string, string>> {
  const specs = configuredServices(core.config)
  for (const spec of specs) checkScopesExist(core, spec.allowedScopes, `service ${spec.name}`)
  await core.db.tx(async db => {
    const present = new Map((await listServices(db)).map(service => [service.name, service]))
    const named = new Set(specs.map(spec => spec.name))
    const gone = [...present.values()].filter(service => service.from_config === true && !named.has(service.name))
    await deleteOAuthClients(
      db,
      gone.flatMap(service => service.oauth_client_id ?? []),
    )
    await deleteServers(
      db,
      gone.flatMap(service => service._server_id ?? []),
    )
    for (const service of gone) await deleteService(db, service.id)
    const ours = specs.filter(spec => isOurs(core, present.get(spec.name)))
    await saveServices(core, db, ours, present, true)
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
