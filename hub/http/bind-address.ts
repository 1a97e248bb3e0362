/** Where the hub's server listens: `hub_bind_url` beats `hub_ip` and `hub_port`. */
import type { Config } from "../config/config.ts"

/** What Node's `listen` takes; with `path` it is a unix socket. */
export interface BindAddress {
  readonly host?: string
  readonly port?: number
  readonly path?: string
}

/** `http+unix://%2Frun%2Fhub.sock` is the socket /run/hub.sock. */
export function bindAddress(config: Config): BindAddress {
  const url = config.get("JupyterHub.hub_bind_url")
  if (url === "") return tcp(config.get("JupyterHub.hub_ip"), config.get("JupyterHub.hub_port"))
  const unix = /^(?:http\+unix|unix\+http):\/\/([^/]+)/.exec(url)
  if (unix?.[1] !== undefined) return { path: decodeURIComponent(unix[1]) }
  const [, protocol, host = "", port] = /^(https?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(url) ?? []
  return tcp(host.replace(/^\[|\]$/g, ""), Number(port ?? (protocol === "https" ? 443 : 80)))
}

function tcp(host: string, port: number): BindAddress {
  return host === "" || host === "*" ? { port } : { host, port }
}
