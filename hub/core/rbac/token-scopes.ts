/** What a token may do: its own scopes, as far as its owner has them at the moment. */
import type { Queryable } from "../../db/db.ts"
import { clientTarget } from "../../db/grants.ts"
import { groupNamesOf } from "../../db/members.ts"
import type { ApiTokenRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { type Owner, ownerNames, ownerScopes } from "./scope-check.ts"
import { baseOf, expandScopes, filterOf } from "./scope-expand.ts"
import { intersectScopes, membersInQuestion } from "./scope-intersect.ts"
import { scopesOf } from "./scopes.ts"

/** The OAuth client that stands for the hub itself: it owns every token that OAuth did not issue. */
export const hubClient = "jupyterhub"

/** Sorted, expanded. Who the owner is, every token may learn; what an OAuth token was issued for, it may use. */
export async function scopesOfToken(
  core: Core,
  token: Pick<ApiTokenRow, "scopes" | "client_id">,
  owner: Owner,
): Promise<readonly string[]> {
  if (token.scopes.includes("inherit")) return ownerScopes(core, owner)
  const target = token.client_id === hubClient ? {} : await clientTarget(core.db, token.client_id)
  const own = [...token.scopes, ...accessScopes(target), ...identifyScopes(owner)]
  const expanded = expandScopes(scopesOf(core.config), own, { ...target, ...ownerNames(owner) })
  return intersectNow(core.db, expanded, await ownerScopes(core, owner))
}

/** Throws Refusal 400 for scopes that do not exist, or that the owner does not have. */
export async function checkTokenScopes(
  core: Core,
  scopes: readonly string[],
  owner: Owner,
  clientId: string,
  db: Queryable = core.db,
): Promise<void> {
  checkScopesExist(core, scopes, "token")
  const wanted = scopes.filter(scope => scope !== "inherit")
  if (wanted.length === 0) return
  const target = clientId === hubClient ? {} : await clientTarget(db, clientId)
  const expanded = expandScopes(scopesOf(core.config), wanted, { ...target, ...ownerNames(owner) })
  const allowed = new Set(await intersectNow(db, expanded, await ownerScopes(core, owner, db)))
  const excess = expanded.filter(scope => !allowed.has(scope))
  if (excess.length === 0) return
  const who = owner.user ? `User ${owner.user.name}` : `Service ${owner.service.name}`
  throw new Refusal(400, `Not assigning requested scopes ${excess.join(",")} not held by ${who}`)
}

/** Throws Refusal 400, naming the first that does not. */
export function checkScopesExist(core: Pick<Core, "config">, scopes: readonly string[], whoFor: string): void {
  const table = scopesOf(core.config)
  for (const scope of scopes) {
    if (!Object.hasOwn(table, baseOf(scope))) throw new Refusal(400, `Scope '${scope}' for ${whoFor} does not exist`)
    if (scope.includes("!") && !/^(?:user|service|server)$|^(?:user|service|group|server)=./.test(filterOf(scope))) {
      throw new Refusal(400, `Scope filter ${filterOf(scope)} in scope '${scope}' for ${whoFor} does not exist`)
    }
  }
}

/** The scopes that let somebody learn who the owner of a token is. */
export function identifyScopes(owner: Owner): readonly string[] {
  return owner.user
    ? [`read:users:groups!user=${owner.user.name}`, `read:users:name!user=${owner.user.name}`]
    : [`read:services:name!service=${owner.service.name}`]
}

/** The scope without which nobody may use what an OAuth client stands for. */
export function accessScopes(target: { readonly server?: string; readonly service?: string }): readonly string[] {
  if (target.server !== undefined) return [`access:servers!server=${target.server}`]
  return target.service === undefined ? [] : [`access:services!service=${target.service}`]
}

/** The intersection, with the groups that users are in at the moment. */
export async function intersectNow(
  db: Queryable,
  a: readonly string[],
  b: readonly string[],
): Promise<readonly string[]> {
  const users = membersInQuestion(a, b)
  if (users.length > 0) {
    const groups = await groupNamesOf(db, users)
    return intersectScopes(a, b, new Map([...groups].map(([user, list]) => [user, new Set(list)])))
  }
  // Both lists come from the memo of the expansion, so that the same pair is intersected once.
  const pairs = intersections.get(a) ?? new WeakMap<readonly string[], readonly string[]>()
  intersections.set(a, pairs)
  const common = pairs.get(b) ?? intersectScopes(a, b)
  pairs.set(b, common)
  return common
}

const intersections = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>()
