/** Which of the scopes that an application asks for it gets: what the client may have, and what the person has. */
import type { Core } from "../core/core.ts"
import { withoutCarmeScopes } from "../core/rbac/carme-scopes.ts"
import { expandScopes, type ScopeOwner } from "../core/rbac/scope-expand.ts"
import type { ScopeTable } from "../core/rbac/scope-table.ts"
import { scopesOf } from "../core/rbac/scopes.ts"
import { intersectNow } from "../core/rbac/token-scopes.ts"

export interface Resolved {
  /** As they were asked for where the whole scope is held, else the held part of it, expanded. */
  readonly allowed: readonly string[]
  readonly disallowed: readonly string[]
}

/** `!user` and `!server` stand for the person and the client's server: `names`. */
export async function resolveScopes(
  core: Core,
  requested: readonly string[],
  held: readonly string[],
  names: ScopeOwner,
): Promise<Resolved> {
  const table = scopesOf(core.config)
  const heldSet = new Set(held)
  const allowed = new Set(requested.filter(scope => heldSet.has(scope)))
  const disallowed: string[] = []
  const heldExpanded = expandScopes(table, held, names)
  for (const scope of requested.filter(s => !heldSet.has(s))) {
    const have = new Set(expandScopes(table, [...allowed], names))
    const missing = expandScopes(table, [scope], names).filter(s => !have.has(s))
    const common = await intersectNow(core.db, missing, heldExpanded)
    if (common.join() === missing.join()) {
      allowed.add(scope)
    } else {
      for (const part of named(table, common, names)) allowed.add(part)
      disallowed.push(scope)
    }
  }
  return { allowed: [...allowed], disallowed }
}

/** Without those of ours that come along with JupyterHub's anyway: what a token names is shown to JupyterHub's clients. */
function named(table: ScopeTable, parts: readonly string[], names: ScopeOwner): readonly string[] {
  const theirs = withoutCarmeScopes(parts)
  const covered = new Set(expandScopes(table, theirs, names))
  return parts.filter(part => theirs.includes(part) || !covered.has(part))
}

/** What every application gets: who the person is, and access to what it stands for. */
export function alwaysGranted(target: { readonly server?: string; readonly service?: string }): readonly string[] {
  const access =
    target.server !== undefined ? `access:servers!server=${target.server}` : `access:services!service=${target.service}`
  return ["read:users:name!user", "read:users:groups!user", access]
}
