/** The addresses under /hub/ that belong to one server. */
import type { Config } from "../../config/config.ts"
import { escapeName, hubPrefix } from "../../core/urls.ts"

export function spawnUrl(config: Config, user: string, server: string): string {
  return hubPrefix(config) + path("spawn", user, server)
}

export function pendingUrl(config: Config, user: string, server: string): string {
  return hubPrefix(config) + path("spawn-pending", user, server)
}

/** Below /hub/api/: `users/alice/server`, `users/alice/servers/lab`. */
export function serverApiPath(user: string, server: string): string {
  const owner = `users/${escapeName(user)}`
  return server === "" ? `${owner}/server` : `${owner}/servers/${escapeName(server)}`
}

function path(page: string, user: string, server: string): string {
  return [page, escapeName(user), ...(server === "" ? [] : [escapeName(server)])].join("/")
}
