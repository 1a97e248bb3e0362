/** Where people find servers and services: below the hub's own host, or with `subdomain_host` each on a host of its own. */
import type { Config } from "../config/config.ts"
import { type HostKind, parentDomain, siteSubdomain } from "./site-subdomains.ts"
import { type SubdomainRule, subdomain } from "./subdomain.ts"
import { serverPath } from "./urls.ts"

/** `/user/alice/`, or `https://alice.hub.example.org/user/alice/`. */
export function serverUrl(config: Config, userName: string, serverName: string): string {
  return hostOf(config, "user", userName) + serverPath(config, userName, serverName)
}

/** Its URL for the world; null where the site did not tell the hub's, since what a request names as host may be anything. */
export function serverPublicUrl(config: Config, userName: string, serverName: string): string | null {
  const url = serverUrl(config, userName, serverName)
  if (!url.startsWith("/")) return url
  const publicUrl = config.get("JupyterHub.public_url")
  return publicUrl === "" ? null : new URL(publicUrl).origin + url
}

/** What the proxy knows the server by: its path, after its host where it has one. */
export function serverRoutespec(config: Config, userName: string, serverName: string): string {
  return domainOf(config, "user", userName) + serverPath(config, userName, serverName)
}

/** `https://alice.hub.example.org:8000`; empty without subdomains. */
export function hostOf(config: Config, kind: HostKind, name: string): string {
  const host = config.get("JupyterHub.subdomain_host")
  if (host === "") return ""
  const { protocol, port } = new URL(host)
  return `${protocol}//${domainOf(config, kind, name)}${port === "" ? "" : `:${port}`}`
}

/** Without a port, which the proxy does not look at. Empty without subdomains. */
export function domainOf(config: Config, kind: HostKind, name: string): string {
  if (config.get("JupyterHub.subdomain_host") === "") return ""
  const rule = config.get("JupyterHub.subdomain_hook")
  const above = parentDomain(config, kind)
  if (typeof rule === "string") return subdomain(rule as SubdomainRule, kind, name, above)
  return siteSubdomain(config, kind, name) ?? subdomain("idna", kind, name, above)
}
