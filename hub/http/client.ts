/** Who is at the other end of a request, seen through the proxies in front of the hub. */
import type { IncomingMessage } from "node:http"
import { isIP } from "node:net"
import type { Core } from "../core/core.ts"

/** The browser's address, as far as trusted proxies report it: the last hop that is not one of them. */
export function clientIp(core: Pick<Core, "config">, request: IncomingMessage): string {
  const peer = plainIp(request.socket.remoteAddress ?? "")
  if (!isTrustedPeer(core, request)) return peer
  const trusted = core.config.get("JupyterHub.trusted_downstream_ips")
  const hops = header(request, "x-forwarded-for")
    .split(",")
    .map(hop => plainIp(hop.trim()))
  const forwarded = hops.findLast(hop => !trusted.includes(hop)) ?? hops[0] ?? ""
  const ip = header(request, "x-real-ip") || forwarded
  return isIP(ip) ? ip : peer
}

/** What the browser speaks: the protocol at the outermost of several proxies. */
export function clientProtocol(core: Pick<Core, "config">, request: IncomingMessage): "http" | "https" {
  const own = "encrypted" in request.socket && request.socket.encrypted === true ? "https" : "http"
  if (!isTrustedPeer(core, request)) return own
  const forwarded = header(request, "forwarded").split(",")[0] ?? ""
  const named = /(?:^|;)\s*proto=("?)(https?)\1\s*(?:;|$)/i.exec(forwarded)?.[2]
  const reported = named ?? (header(request, "x-scheme") || header(request, "x-forwarded-proto")).split(",")[0]
  const protocol = reported?.trim().toLowerCase()
  return protocol === "http" || protocol === "https" ? protocol : own
}

/** The host that the browser asked for, with its port where it named one: from `JupyterHub.forwarded_host_header` where the site says that a proxy tells it there. */
export function clientHost(core: Pick<Core, "config">, request: IncomingMessage): string {
  const own = request.headers.host ?? ""
  const name = core.config.get("JupyterHub.forwarded_host_header").toLowerCase()
  if (name === "" || !isTrustedPeer(core, request)) return own
  // The outermost of several proxies comes first.
  const told = header(request, name).split(",")[0]?.trim() ?? ""
  return isHost(told) ? told : own
}

/** A name or address with a port or without, and nothing else: it goes into links and is compared with those of others. */
function isHost(text: string): boolean {
  return text.length <= 261 && /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(text)
}

/**
 * Whether the peer is our proxy, whose forwarded headers count. On a cluster the hub listens at an address of the
 * machine, and what runs on the machine comes from that same address. A proxy on another machine is known by the
 * address of its API; where that is a name, the peer cannot be compared with it, and headers count from anybody, as in
 * JupyterHub.
 */
function isTrustedPeer(core: Pick<Core, "config">, { socket }: IncomingMessage): boolean {
  const peer = plainIp(socket.remoteAddress ?? "")
  if (peer === "" || peer === "::1" || peer.startsWith("127.")) return true
  if (peer === plainIp(socket.localAddress ?? "")) return true
  if (core.config.get("JupyterHub.trusted_downstream_ips").includes(peer)) return true
  const proxy = proxyHost(core.config.get("ConfigurableHTTPProxy.api_url"))
  return proxy === peer || (proxy !== "" && proxy !== "localhost" && isIP(proxy) === 0)
}

function proxyHost(apiUrl: string): string {
  return URL.canParse(apiUrl) ? new URL(apiUrl).hostname.replace(/^\[|\]$/g, "") : ""
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return (Array.isArray(value) ? value.join(",") : value) ?? ""
}

function plainIp(ip: string): string {
  return ip.startsWith("::ffff:") && isIP(ip.slice(7)) === 4 ? ip.slice(7) : ip
}
