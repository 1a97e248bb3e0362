/** What an owner may do now, and whether that includes one thing; groups in filters are looked up when it is asked. */
import type { Queryable } from "../../db/db.ts"
import { grantsOfService, grantsOfUser } from "../../db/grants.ts"
import { groupNamesOf } from "../../db/members.ts"
import type { ServiceRow, UserRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import type { Identity } from "./identity.ts"
import { expandScopes, type ScopeOwner } from "./scope-expand.ts"
import { covers, scopeFilter } from "./scope-filter.ts"
import { scopesOf } from "./scopes.ts"
import { usableShareScopes } from "./share-scopes.ts"

export type Owner =
  | { readonly user: Pick<UserRow, "id" | "name">; readonly service?: never }
  | { readonly service: Pick<ServiceRow, "id" | "name">; readonly user?: never }

export type Target =
  | { readonly kind: "server"; readonly user: string; readonly name: string }
  | { readonly kind: "user" | "group" | "service"; readonly name: string }

/** What roles, groups and shares give: expanded, sorted. */
export async function ownerScopes(core: Core, owner: Owner, db: Queryable = core.db): Promise<readonly string[]> {
  const grants = owner.user
    ? await grantsOfUser(db, owner.user.id, core.clock.now())
    : await grantsOfService(db, owner.service.id)
  // A share's stored filter may name a server that has been renamed since: the current name counts.
  const shared = grants.shares.flatMap(share => usableShareScopes(share.scopes, share.server))
  return expandScopes(scopesOf(core.config), [...grants.scopes, ...shared], ownerNames(owner))
}

/**
 * True: for the target, or for everything where there is none. "filtered": held, but only for some objects (of which the
 * target is none). False: not held.
 */
export async function allows(
  core: Core,
  identity: Pick<Identity, "scopes">,
  scope: string,
  target: Target | null = null,
): Promise<boolean | "filtered"> {
  const filter = scopeFilter(identity.scopes, scope)
  if (filter === null) return false
  if (filter.all) return true
  if (target === null) return "filtered"
  if (covers(filter, target)) return true
  if (filter.group.size === 0 || target.kind === "group" || target.kind === "service") return "filtered"
  const user = target.kind === "server" ? target.user : target.name
  const groups = (await groupNamesOf(core.db, [user])).get(user) ?? []
  return groups.some(group => filter.group.has(group)) ? true : "filtered"
}

export function ownerNames(owner: Owner): ScopeOwner {
  return owner.user ? { user: owner.user.name } : { service: owner.service.name }
}
