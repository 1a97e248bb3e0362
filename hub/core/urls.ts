/** The URLs of the hub and of servers, escaped as JupyterHub escapes them (urllib's quote with "@~" safe). */
import type { Config } from "../config/config.ts"

/** Percent-encodes a user's or server's name for a path: letters, digits and `_.-~@` stay. */
export function escapeName(name: string): string {
  if (/^[\w.~@-]*$/.test(name)) return name
  return encodeURIComponent(name)
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%40", "@")
}

/** `/` or `/prefix/`. */
export function basePrefix(config: Config): string {
  const trimmed = config.get("JupyterHub.base_url").replace(/^\/+|\/+$/g, "")
  return trimmed === "" ? "/" : `/${trimmed}/`
}

/** `/hub/` under the base URL. */
export function hubPrefix(config: Config): string {
  return `${basePrefix(config)}hub/`
}

/** `/user/alice/` or `/user/alice/lab1/` under the base URL. */
export function serverPath(config: Config, userName: string, serverName: string): string {
  const user = `${basePrefix(config)}user/${escapeName(userName)}/`
  return serverName === "" ? user : `${user}${escapeName(serverName)}/`
}
