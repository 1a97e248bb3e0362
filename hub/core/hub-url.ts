/** Where the proxy and servers reach the hub. */
import { hostname } from "node:os"
import type { Config } from "../config/config.ts"
import { Refusal } from "../plugin/errors.ts"
import { hubPrefix } from "./urls.ts"

/**
 * Ends in `/hub/`. An address that stands for all addresses is reached by the machine's name. Throws a Refusal where the
 * hub listens on a socket and nothing says how to get there.
 */
export function hubUrl(config: Config): string {
  const given = config.get("JupyterHub.hub_connect_url")
  if (given !== "") return originOf(given) + hubPrefix(config)
  const bound = config.get("JupyterHub.hub_bind_url")
  if (/^(http\+unix|unix\+http):/.test(bound)) {
    throw new Refusal(
      400,
      `JupyterHub.hub_bind_url is a socket: set JupyterHub.hub_connect_url to the URL by which servers reach the hub, or to the socket itself (${bound}) where all of them run on this machine`,
    )
  }
  const parts = /^(https?):\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/.exec(bound)
  const protocol = config.get("JupyterHub.internal_ssl") ? "https" : (parts?.[1] ?? "http")
  const ip = config.get("JupyterHub.hub_connect_ip") || (parts ? (parts[2] ?? "") : config.get("JupyterHub.hub_ip"))
  const port = parts ? (parts[3] ?? (parts[1] === "https" ? "443" : "80")) : config.get("JupyterHub.hub_port")
  return `${protocol}://${hostPart(ip)}:${port}${hubPrefix(config)}`
}

function hostPart(ip: string): string {
  const bare = ip.replace(/^\[|\]$/g, "")
  if (bare === "" || bare === "0.0.0.0" || bare === "::") return hostname()
  return bare.includes(":") ? `[${bare}]` : bare
}

/** The part before the path; of a socket's URL too, which has no origin for URL parsers. */
export function originOf(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^/]*).*$/i, "$1")
}
