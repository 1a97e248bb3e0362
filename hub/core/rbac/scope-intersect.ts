/** What two sets of expanded scopes both permit: a token has its own scopes only as far as its owner has them. */
import { reduceScopes } from "./scope-expand.ts"
import { type FilterKind, filterKinds, parseScopes, type ScopeFilter } from "./scope-filter.ts"

/** User name -> names of the user's groups. */
export type Membership = ReadonlyMap<string, ReadonlySet<string>>

/** Sorted. Without the membership of a user, the user is in no group: the answer is then too small, never too large. */
export function intersectScopes(
  a: readonly string[],
  b: readonly string[],
  membership: Membership = new Map(),
): readonly string[] {
  const right = parseScopes(b)
  const common: string[] = []
  for (const [scope, filter] of parseScopes(a)) {
    const other = right.get(scope)
    if (other)
      common.push(...intersectFilters(filter, other, membership).map(f => (f === "" ? scope : `${scope}!${f}`)))
  }
  return reduceScopes(common)
}

/** Users whose groups `intersectScopes` needs: named on one side where the other side names groups. */
export function membersInQuestion(a: readonly string[], b: readonly string[]): readonly string[] {
  const right = parseScopes(b)
  const users = new Set<string>()
  for (const [scope, filter] of parseScopes(a)) {
    const other = right.get(scope)
    if (!other) continue
    if (other.group.size > 0) for (const user of usersOf(filter)) users.add(user)
    if (filter.group.size > 0) for (const user of usersOf(other)) users.add(user)
  }
  return [...users]
}

function intersectFilters(a: ScopeFilter, b: ScopeFilter, membership: Membership): readonly string[] {
  if (a.all) return filterTexts(b)
  if (b.all) return filterTexts(a)
  const shared = filterKinds.flatMap(kind =>
    [...a[kind]].filter(name => b[kind].has(name)).map(name => text(kind, name)),
  )
  return [...shared, ...narrower(a, b, membership), ...narrower(b, a, membership)]
}

/** What `fine` names that lies within what `coarse` names: a server of a user, a user of a group. */
function narrower(fine: ScopeFilter, coarse: ScopeFilter, membership: Membership): readonly string[] {
  const within = (user: string) => [...(membership.get(user) ?? [])].some(group => coarse.group.has(group))
  const servers = [...fine.server].filter(server => coarse.user.has(ownerOf(server)) || within(ownerOf(server)))
  const users = [...fine.user].filter(within)
  return [...servers.map(name => text("server", name)), ...users.map(name => text("user", name))]
}

function filterTexts(filter: ScopeFilter): readonly string[] {
  return filter.all ? [""] : filterKinds.flatMap(kind => [...filter[kind]].map(name => text(kind, name)))
}

function text(kind: FilterKind, name: string): string {
  return `${kind}=${name}`
}

function usersOf(filter: ScopeFilter): readonly string[] {
  return [...filter.user, ...[...filter.server].map(ownerOf)]
}

function ownerOf(server: string): string {
  const slash = server.indexOf("/")
  return slash < 0 ? server : server.slice(0, slash)
}
