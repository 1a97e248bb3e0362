/** Where the proxy and servers reach the hub. */
import { hostname } from "node:os"
import type { Config } from "../config/config.ts"
import { hubPrefix } from "./urls.ts"

/** Ends in `/hub/`. An address that stands for all addresses is reached by the machine's name. */
export function hubUrl(config: Config): string {
  const given = config.get("JupyterHub.hub_connect_url")
  if (given !== "") return origin(given) + hubPrefix(config)
  const bound = config.get("JupyterHub.hub_bind_url")
  const parts = /^(https?):\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/.exec(bound)
  const protocol = parts?.[1] ?? "http"
  const ip = config.get("JupyterHub.hub_connect_ip") || (parts ? (parts[2] ?? "") : config.get("JupyterHub.hub_ip"))
  const port = parts ? (parts[3] ?? (protocol === "https" ? "443" : "80")) : config.get("JupyterHub.hub_port")
  return `${protocol}://${hostPart(ip)}:${port}${hubPrefix(config)}`
}

function hostPart(ip: string): string {
  const bare = ip.replace(/^\[|\]$/g, "")
  if (bare === "" || bare === "0.0.0.0" || bare === "::") return hostname()
  return bare.includes(":") ? `[${bare}]` : bare
}

function origin(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^/]*).*$/i, "$1")
}
