/** Where a service is: its path for people, and what the proxy and the hub reach it at. */
import { hostname } from "node:os"
import type { Config } from "../../config/config.ts"
import { domainOf, hostOf } from "../public-urls.ts"
import { basePrefix, escapeName } from "../urls.ts"

/** `/services/NAME/` under the base URL. */
export function servicePath(config: Config, name: string): string {
  return `${basePrefix(config)}services/${escapeName(name)}/`
}

/** Where people find it: its path, or with `subdomain_host` its path on a host of its own. */
export function serviceUrl(config: Config, name: string): string {
  return hostOf(config, "service", name) + servicePath(config, name)
}

/** What the proxy knows it by: its path, after its host where it has one. */
export function serviceRoutespec(config: Config, name: string): string {
  return domainOf(config, "service", name) + servicePath(config, name)
}

/** The address in a service's URL, without its path; null for what is no URL. One that stands for all addresses is reached by the machine's name. */
export function serviceTarget(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, hostname: host, port } = new URL(url)
  if (protocol !== "http:" && protocol !== "https:") return null
  const reached = host === "0.0.0.0" || host === "[::]" ? hostname() : host
  return `${protocol}//${reached}${port === "" ? "" : `:${port}`}`
}
