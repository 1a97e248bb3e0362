/** Who is at the other end of a request, seen through the proxies in front of the hub. */
import type { IncomingMessage } from "node:http"
import { isIP } from "node:net"
import type { Core } from "../core/core.ts"

/**
 * The browser's address: the last hop that is none of the site's own proxies. Every hop before that is what a browser
 * may have written itself, and so is X-Real-IP, unless one of those proxies brought it.
 */
export function clientIp(core: Pick<Core, "config">, request: IncomingMessage): string {
  const peer = plainIp(request.socket.remoteAddress ?? "")
  if (!isTrustedPeer(core, request)) return peer
  const trusted = trustedIps(core)
  const hops = hopsOf(request)
  const forwarded = hops.findLast(hop => !trusted.includes(hop)) ?? hops[0] ?? ""
  const real = trusted.includes(hops.at(-1) ?? peer) ? plainIp(header(request, "x-real-ip").trim()) : ""
  const ip = isIP(real) ? real : forwarded
  return isIP(ip) ? ip : peer
}

/**
 * What the browser speaks. A further proxy, on this machine or one that the site trusts, tells it; of what a stranger
 * sent, only what the hub's own proxy added at the end counts.
 */
export function clientProtocol(core: Pick<Core, "config">, request: IncomingMessage): "http" | "https" {
  const own = "encrypted" in request.socket && request.socket.encrypted === true ? "https" : "http"
  if (!isTrustedPeer(core, request)) return own
  const last = header(request, "x-forwarded-proto").split(",").at(-1)
  const protocol = (hasProxyBefore(core, request) ? outermostProtocol(request) : last)?.trim().toLowerCase()
  return protocol === "http" || protocol === "https" ? protocol : own
}

function outermostProtocol(request: IncomingMessage): string | undefined {
  const forwarded = header(request, "forwarded").split(",")[0] ?? ""
  const named = /(?:^|;)\s*proto=("?)(https?)\1\s*(?:;|$)/i.exec(forwarded)?.[2]
  return named ?? (header(request, "x-scheme") || header(request, "x-forwarded-proto")).split(",")[0]
}

/** The host that the browser asked for, with its port where it named one: from `JupyterHub.forwarded_host_header` where the site says that a proxy tells it there. */
export function clientHost(core: Pick<Core, "config">, request: IncomingMessage): string {
  const own = request.headers.host ?? ""
  const name = core.config.get("JupyterHub.forwarded_host_header").toLowerCase()
  if (name === "" || !isTrustedPeer(core, request) || !hasProxyBefore(core, request)) return own
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
  if (trustedIps(core).includes(peer)) return true
  const proxy = proxyHost(core.config.get("ConfigurableHTTPProxy.api_url"))
  return proxy === peer || (proxy !== "" && proxy !== "localhost" && isIP(proxy) === 0)
}

/** Whether it was a further proxy of the site's that came to the hub's own, and no browser. Who asks the hub itself is no further hop. */
function hasProxyBefore(core: Pick<Core, "config">, request: IncomingMessage): boolean {
  const hop = hopsOf(request).at(-1)
  return hop === undefined || hop === "::1" || hop.startsWith("127.") || trustedIps(core).includes(hop)
}

/** Outermost first: each proxy adds whom it was asked by. */
function hopsOf(request: IncomingMessage): readonly string[] {
  const hops = header(request, "x-forwarded-for").split(",")
  return hops.map(hop => plainIp(hop.trim())).filter(hop => hop !== "")
}

function trustedIps({ config }: Pick<Core, "config">): readonly string[] {
  return config.get("JupyterHub.trusted_downstream_ips").map(plainIp)
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
