/** Which runs a scope reaches: what a run tells is what its server tells, so the filters of servers hold. */
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import type { RunQuery } from "../../db/run-list.ts"

/** Undefined: every run. */
export function readableRuns(scopes: readonly string[], scope: string): RunQuery["only"] {
  const filter = scopeFilter(scopes, scope)
  if (filter?.all) return undefined
  return {
    users: [...(filter?.user ?? [])],
    groups: [...(filter?.group ?? [])],
    servers: [...(filter?.server ?? [])].map(owned),
  }
}

/** `owner/server`; a user's name has no slash. */
function owned(server: string): { user: string; name: string } {
  const slash = server.indexOf("/")
  return { user: server.slice(0, slash), name: server.slice(slash + 1) }
}
