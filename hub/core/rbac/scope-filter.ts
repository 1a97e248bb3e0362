/** What a set of expanded scopes covers of one scope: everything, or the users, groups, servers and services it names. */
import { baseOf, filterOf } from "./scope-expand.ts"

export const filterKinds = ["user", "group", "server", "service"] as const
export type FilterKind = (typeof filterKinds)[number]

export interface ScopeFilter {
  /** Held without a filter; the sets are empty then. */
  readonly all: boolean
  readonly user: ReadonlySet<string>
  readonly group: ReadonlySet<string>
  /** `owner/server`. */
  readonly server: ReadonlySet<string>
  readonly service: ReadonlySet<string>
}

/** An object that a filter is compared with; `groups` are those of the user, or of the server's owner. */
export type ScopeResource =
  | { readonly kind: "user"; readonly name: string; readonly groups?: readonly string[] }
  | { readonly kind: "server"; readonly user: string; readonly name: string; readonly groups?: readonly string[] }
  | { readonly kind: "group" | "service"; readonly name: string; readonly groups?: never }

/** Null: the scope is not held at all. */
export function scopeFilter(scopes: readonly string[], scope: string): ScopeFilter | null {
  return parseScopes(scopes).get(scope) ?? null
}

/** Whether the filter covers this object, by its own name, its user's, or a group of its user's. */
export function covers(filter: ScopeFilter | null, resource: ScopeResource): boolean {
  if (filter === null) return false
  if (filter.all) return true
  if (resource.kind === "group" || resource.kind === "service") return filter[resource.kind].has(resource.name)
  if (resource.kind === "server" && filter.server.has(`${resource.user}/${resource.name}`)) return true
  const user = resource.kind === "server" ? resource.user : resource.name
  return filter.user.has(user) || (resource.groups ?? []).some(group => filter.group.has(group))
}

/** Scope -> filter. The lists of identities are memoized by the expansion, so that one list is parsed once. */
export function parseScopes(scopes: readonly string[]): ReadonlyMap<string, ScopeFilter> {
  const known = parsed.get(scopes)
  if (known) return known
  const filters = new Map<string, MutableFilter>()
  for (const scope of scopes) {
    const filter = filters.get(baseOf(scope)) ?? empty()
    filters.set(baseOf(scope), filter)
    add(filter, filterOf(scope))
  }
  parsed.set(scopes, filters)
  return filters
}

interface MutableFilter extends ScopeFilter {
  all: boolean
  readonly user: Set<string>
  readonly group: Set<string>
  readonly server: Set<string>
  readonly service: Set<string>
}

const parsed = new WeakMap<readonly string[], ReadonlyMap<string, ScopeFilter>>()

function empty(): MutableFilter {
  return { all: false, user: new Set(), group: new Set(), server: new Set(), service: new Set() }
}

function add(filter: MutableFilter, text: string): void {
  if (text === "") {
    filter.all = true
    return
  }
  const equals = text.indexOf("=")
  const kind = filterKinds.find(k => k === text.slice(0, equals))
  if (kind) filter[kind].add(text.slice(equals + 1))
}
