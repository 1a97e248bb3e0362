/** Expands scopes as roles and tokens name them to what they permit: subscopes, `self`, and filters with a name. */
import type { ScopeTable } from "./scope-table.ts"

/** Whom `!user`, `!service` and `!server` without a name stand for. */
export interface ScopeOwner {
  readonly user?: string | undefined
  readonly service?: string | undefined
  /** `owner/server` of the OAuth client that issued the token. */
  readonly server?: string | undefined
}

const selfScopes = [
  "read:users",
  "users:shares",
  "read:shares",
  "users:activity",
  "servers",
  "tokens",
  "access:servers",
]
const maxMemo = 10_000
const memos = new WeakMap<ScopeTable, Map<string, readonly string[]>>()

/** Sorted, without duplicates and without what a wider scope in the list covers. Unknown scopes give nothing. */
export function expandScopes(table: ScopeTable, scopes: readonly string[], owner: ScopeOwner): readonly string[] {
  const memo = memos.get(table) ?? new Map<string, readonly string[]>()
  memos.set(table, memo)
  const key = JSON.stringify([owner.user, owner.service, owner.server, [...scopes].sort()])
  const known = memo.get(key)
  if (known) return known
  const expanded = reduceScopes(scopes.flatMap(scope => expandOne(table, scope, owner)))
  if (memo.size >= maxMemo) memo.clear()
  memo.set(key, expanded)
  return expanded
}

/** Sorted and without duplicates; `x!user=a` goes where `x` is there. */
export function reduceScopes(scopes: readonly string[]): readonly string[] {
  const all = new Set(scopes)
  return [...all].filter(scope => !scope.includes("!") || !all.has(baseOf(scope))).sort()
}

export function baseOf(scope: string): string {
  const at = scope.indexOf("!")
  return at < 0 ? scope : scope.slice(0, at)
}

export function filterOf(scope: string): string {
  const at = scope.indexOf("!")
  return at < 0 ? "" : scope.slice(at + 1)
}

function expandOne(table: ScopeTable, scope: string, owner: ScopeOwner): readonly string[] {
  if (scope === "self") {
    return owner.user === undefined ? [] : selfScopes.flatMap(s => withSubscopes(table, s, `user=${owner.user}`))
  }
  const filter = namedFilter(filterOf(scope), owner)
  return filter === null ? [] : withSubscopes(table, baseOf(scope), filter)
}

function namedFilter(filter: string, owner: ScopeOwner): string | null {
  if (filter !== "user" && filter !== "service" && filter !== "server") return filter
  const name = owner[filter]
  return name === undefined ? null : `${filter}=${name}`
}

function withSubscopes(table: ScopeTable, name: string, filter: string): readonly string[] {
  const names = [...new Set(subscopesOf(table, name))]
  if (filter === "") return names
  // A server's filter says nothing about its user: `read:servers!server=` must not become `read:users:name!server=`.
  const kept = filter.startsWith("server") ? names.filter(n => !n.startsWith("read:user")) : names
  return kept.map(n => `${n}!${filter}`)
}

function subscopesOf(table: ScopeTable, name: string): readonly string[] {
  const definition = Object.hasOwn(table, name) ? table[name] : undefined
  if (definition === undefined) return []
  return [name, ...(definition.subscopes ?? []).flatMap(s => subscopesOf(table, s))]
}
