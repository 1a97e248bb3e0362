/** Which scopes of a server somebody wants to share, and whether they may. */
import { groupNamesOf } from "../../db/members.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { Identity } from "../rbac/identity.ts"
import { baseOf, filterOf } from "../rbac/scope-expand.ts"
import { covers, scopeFilter } from "../rbac/scope-filter.ts"
import { shareScopes } from "../rbac/share-scopes.ts"
import { checkScopesExist } from "../rbac/token-scopes.ts"

/** Sorted; without any named, the use of the server. Throws Refusal 400 for a scope that is none, or of something else. */
export function requestedScopes(
  core: Pick<Core, "config">,
  scopes: readonly string[] | null | undefined,
  server: string,
): readonly string[] {
  if (!scopes || scopes.length === 0) return shareScopes(["access:servers"], server)
  checkScopesExist(core, scopes, "share")
  const own = `server=${server}`
  const other = scopes.find(scope => filterOf(scope) !== "" && filterOf(scope) !== own)
  if (other !== undefined) throw new Refusal(400, `!${filterOf(other)} not allowed on sharing ${other}, only !${own}`)
  return shareScopes(scopes, server)
}

/** Nobody shares more than they have. Throws Refusal 403, naming the first scope that is not held. */
export async function checkGrantor(
  core: Core,
  identity: Pick<Identity, "scopes">,
  scopes: readonly string[],
  server: { readonly owner: string; readonly name: string },
): Promise<void> {
  const groups = (await groupNamesOf(core.db, [server.owner])).get(server.owner) ?? []
  const resource = { kind: "server", user: server.owner, name: server.name, groups } as const
  const missing = scopes.find(scope => !covers(scopeFilter(identity.scopes, baseOf(scope)), resource))
  if (missing !== undefined) throw new Refusal(403, `Do not have permission to grant share with scope ${missing}`)
}
