/** The token of a server: what JupyterHub notes on it, and which scopes it gets. */
import { findRolesByNames } from "../../db/roles.ts"
import type { RunRow } from "../../db/rows.ts"
import type { SpawnerStandIn } from "../../plugin/context.ts"
import type { Core } from "../core.ts"
import { isPyRef } from "../py-ref.ts"
import { serverPath } from "../urls.ts"

/** The only mark that a server's token bears in JupyterHub's table. */
export function serverTokenNote(core: Core, run: Pick<RunRow, "user_name" | "server_name">): string {
  return `Server at ${serverPath(core.config, run.user_name, run.server_name)}`
}

/** Those of `Spawner.server_token_scopes`, else of the role `server`; `!server` means this server. */
export async function serverTokenScopes(core: Core, run: RunRow, spawner: SpawnerStandIn): Promise<readonly string[]> {
  const own = `${run.user_name}/${run.server_name}`
  const wanted = (await siteScopes(core, spawner)) ?? (await findRolesByNames(core.db, ["server"]))[0]?.scopes ?? []
  const scopes = wanted.map(scope => (scope.endsWith("!server") ? `${scope}=${own}` : scope))
  // Without it the server could not report activity, and would be stopped as idle.
  const reports = scopes.some(scope => ["users:activity!user", "users:activity", "inherit"].includes(scope))
  return reports ? scopes : [...scopes, "users:activity!user"]
}

async function siteScopes(core: Core, spawner: SpawnerStandIn): Promise<readonly string[] | null> {
  const setting = core.config.get("Spawner.server_token_scopes")
  const value = isPyRef(setting) ? (await core.spawnerContext.callWithSpawner(setting, spawner)).result : setting
  return Array.isArray(value) && value.length > 0 ? value.map(String) : null
}
