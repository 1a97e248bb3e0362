/** The public address from its parts and its parts from the address, with slashes and protocol as JupyterHub has them. */
import { ConfigError } from "./config-error.ts"
import { deriveSubdomains } from "./derive-subdomains.ts"
import type { Values } from "./values.ts"

export function deriveUrls(values: Values, warnings: string[]): void {
  const parts = parse(bindUrl(values, warnings))
  const base = values.isSet("JupyterHub.base_url") ? values.get("JupyterHub.base_url") : (parts?.path ?? "/")
  values.put("JupyterHub.base_url", withSlashes(base))
  deriveAddress(values, parts, warnings)
  deriveSubdomains(values, warnings)
  const subdomains = values.get("JupyterHub.subdomain_host")
  const routespec = values.isSet("JupyterHub.hub_routespec")
    ? values.get("JupyterHub.hub_routespec")
    : subdomains === ""
      ? values.get("JupyterHub.base_url")
      : "/"
  values.put("JupyterHub.hub_routespec", subdomains === "" ? withSlashes(routespec) : withSlash(routespec))
  values.put("JupyterHub.public_url", publicUrl(values, warnings))
  const connectPort = values.get("JupyterHub.hub_connect_port")
  if (connectPort > 0 && !values.isSet("JupyterHub.hub_connect_url")) {
    const ip = values.get("JupyterHub.hub_connect_ip") || values.get("JupyterHub.hub_ip")
    values.put("JupyterHub.hub_connect_url", `http://${ip}:${connectPort}`)
  }
}

interface Parts {
  readonly ip: string
  readonly port: number
  readonly path: string
}

function parse(url: string): Parts | null {
  const match = /^(https?):\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?(\/.*)?$/.exec(url)
  if (!match) return null
  const [, protocol, host = "", port, path = "/"] = match
  const fallback = protocol === "https" ? 443 : 80
  return { ip: host.replace(/^\[|\]$/g, ""), port: port === undefined ? fallback : Number(port), path }
}

/** The protocol follows from whether there is a certificate; unix sockets are left alone. */
function bindUrl(values: Values, warnings: string[]): string {
  const url = values.get("JupyterHub.bind_url")
  const [, protocol, rest] = /^([^:]*):\/\/(.*)$/.exec(url) ?? []
  if (rest === undefined)
    throw new ConfigError(`c.JupyterHub.bind_url must be a URL such as http://:8000, got "${url}"`)
  if (protocol === "http+unix") return url
  if (protocol === "unix+http") {
    warnings.push("c.JupyterHub.bind_url: the protocol unix+http is deprecated, use http+unix")
    return `http+unix://${rest}`
  }
  return `${values.get("JupyterHub.ssl_cert") === "" ? "http" : "https"}://${rest}`
}

const addressTraits = ["JupyterHub.ip", "JupyterHub.port", "JupyterHub.base_url"] as const

function deriveAddress(values: Values, parts: Parts | null, warnings: string[]): void {
  const url = bindUrl(values, [])
  const partsSet = addressTraits.some(values.isSet)
  if (values.isSet("JupyterHub.bind_url") && !partsSet) {
    values.put("JupyterHub.bind_url", url)
    if (parts === null) return
    values.put("JupyterHub.ip", parts.ip)
    values.put("JupyterHub.port", parts.port)
    return
  }
  const ip = values.get("JupyterHub.ip")
  const protocol = /^[^:]*/.exec(url)?.[0] ?? "http"
  if (protocol === "http+unix") return
  const made = `${protocol}://${ip.includes(":") ? `[${ip}]` : ip}:${values.get("JupyterHub.port")}${values.get("JupyterHub.base_url")}`
  if (values.isSet("JupyterHub.bind_url") && withSlash(url) !== made) {
    warnings.push(
      `Both c.JupyterHub.bind_url and ip, port or base_url are set; the hub takes ${made}. Please set one or the other.`,
    )
  }
  values.put("JupyterHub.bind_url", made)
}

function publicUrl(values: Values, warnings: string[]): string {
  const base = values.get("JupyterHub.base_url")
  const subdomains = values.get("JupyterHub.subdomain_host")
  const given = values.get("JupyterHub.public_url")
  if (given === "") return subdomains === "" ? "" : subdomains + base
  let url = withSlash(given.includes("://") ? given : `https://${given}`)
  if (!URL.canParse(url))
    throw new ConfigError(`c.JupyterHub.public_url is "${given}", which is no URL such as https://hub.example.org/`)
  if (url.endsWith(base)) return url
  const path = /^[^:]*:\/\/[^/]*(\/.*)$/.exec(url)?.[1] ?? "/"
  if (path !== "/")
    throw new ConfigError(`c.JupyterHub.public_url is "${given}", which must end with the base URL ${base}`)
  url = url.replace(/\/$/, "") + base
  warnings.push(`c.JupyterHub.public_url lacks the base URL: the hub takes ${url}`)
  return url
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`
}

function withSlashes(path: string): string {
  return withSlash(path.startsWith("/") ? path : `/${path}`)
}
