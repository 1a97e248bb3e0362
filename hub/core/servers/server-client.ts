/** Makes a server's OAuth client, by which its visitors log in; its secret is the server's own token. */
import type { Queryable } from "../../db/db.ts"
import { saveOAuthClient } from "../../db/oauth.ts"
import { findRolesByNames } from "../../db/roles.ts"
import type { RunRow } from "../../db/rows.ts"
import type { SpawnerStandIn } from "../../plugin/context.ts"
import type { Core } from "../core.ts"
import { serverUrl } from "../public-urls.ts"
import { isPyRef } from "../py-ref.ts"
import { serverPath } from "../urls.ts"
import { generatedRounds, hashToken } from "../users/token-hash.ts"
import { serverClientId } from "./server-client-id.ts"

/** The client's id. */
export async function saveServerClient(
  core: Core,
  db: Queryable,
  run: Pick<RunRow, "user_name" | "server_name">,
  token: string,
  allowedScopes: readonly string[],
): Promise<string> {
  const path = serverPath(core.config, run.user_name, run.server_name)
  const identifier = serverClientId(run.user_name, run.server_name)
  await saveOAuthClient(db, {
    identifier,
    description: `Server at ${path}`,
    // One round, as the same token has where it is stored as a token; JupyterHub reads any number.
    secret: hashToken(token, generatedRounds),
    redirect_uri: `${serverUrl(core.config, run.user_name, run.server_name)}oauth_callback`,
    allowed_scopes: allowedScopes,
  })
  return identifier
}

/** What tokens of visitors may have: access to this server, and what the site adds. */
export async function serverClientScopes(
  core: Core,
  run: Pick<RunRow, "user_name" | "server_name">,
  spawner: SpawnerStandIn,
): Promise<readonly string[]> {
  const site = await list(core, core.config.get("Spawner.oauth_client_allowed_scopes"), spawner)
  const roles = site.length > 0 ? [] : await list(core, core.config.get("Spawner.oauth_roles"), spawner)
  const ofRoles = roles.length > 0 ? (await findRolesByNames(core.db, roles)).flatMap(role => role.scopes) : []
  const access = `access:servers!server=${run.user_name}/${run.server_name}`
  return [...new Set([...site, ...ofRoles, access])].sort()
}

async function list(core: Core, setting: unknown, spawner: SpawnerStandIn): Promise<readonly string[]> {
  const value = isPyRef(setting) ? (await core.spawnerContext.callWithSpawner(setting, spawner)).result : setting
  return Array.isArray(value) ? value.map(String) : []
}
