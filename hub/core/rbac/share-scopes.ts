/** What scopes mean within a share: whatever else they say, they are about that one server. */
import { baseOf } from "./scope-expand.ts"

/** `server` is `owner/name` as it is called now: a name in the stored filter may be somebody else's by now. Sorted. */
export function shareScopes(scopes: readonly string[], server: string): readonly string[] {
  return [...new Set(scopes.map(scope => `${baseOf(scope)}!server=${server}`))].sort()
}

/** Those of them that permit anything on a server: JupyterHub stores others too, and nothing may come of them. */
export function usableShareScopes(scopes: readonly string[], server: string): readonly string[] {
  return shareScopes(scopes, server).filter(scope => isAboutServers(baseOf(scope)))
}

function isAboutServers(scope: string): boolean {
  return scope.startsWith("custom:") || aboutServers.has(scope)
}

const aboutServers: ReadonlySet<string> = new Set([
  "access:servers",
  "admin:servers",
  "admin:server_state",
  "servers",
  "read:servers",
  "start:servers",
  "delete:servers",
  "shares",
  "read:shares",
])
