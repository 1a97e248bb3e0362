/** Says in words what a person is asked to grant. */
import type { Core } from "../core/core.ts"
import { baseOf, filterOf } from "../core/rbac/scope-expand.ts"
import { scopesOf } from "../core/rbac/scopes.ts"

export interface ScopeDescription {
  readonly scope: string
  readonly description: string
  /** To whom or what it applies; empty is everything. */
  readonly filter: string
}

export function describeScopes(core: Core, scopes: readonly string[], userName: string): readonly ScopeDescription[] {
  const table = scopesOf(core.config)
  return scopes.map(scope => ({
    scope: baseOf(scope),
    description: table[baseOf(scope)]?.description ?? baseOf(scope),
    filter: describeFilter(filterOf(scope), userName),
  }))
}

function describeFilter(filter: string, userName: string): string {
  if (filter === "" || filter === "service") return filter === "" ? "" : "this service"
  if (filter === "user" || filter === `user=${userName}`) return "only you"
  if (filter === "server") return "this server"
  const equals = filter.indexOf("=")
  const kind = filter.slice(0, equals)
  return `${kind === "group" ? "users in group" : kind} ${filter.slice(equals + 1)}`
}
