/** Where a browser may be sent: `next` is the client's word and must not lead off this hub. */
import type { Request } from "express"
import type { Core } from "../core/core.ts"
import { clientHost, clientProtocol } from "./client.ts"

/** A path on this host, fit for a Location header; null where `next` is absent or leads elsewhere. */
export function safeNext(core: Core, request: Request, next: unknown): string | null {
  if (typeof next !== "string" || next === "" || hasStrayCharacters(next)) return null
  // Browsers take a backslash for a slash, and three slashes for two.
  const slashed = next.replaceAll("\\", "%5C").replace(/^\/{3,}/, "//")
  const path = pathOnThisHost(core, request, slashed)
  if (!path.startsWith("/") || path.startsWith("//")) return null
  return path.replace(/[^\x21-\x7e]/gu, character => encodeURIComponent(character))
}

/** Browsers drop tabs and line ends inside a URL and blanks around it, so that `/\t/evil` would become `//evil`. */
function hasStrayCharacters(next: string): boolean {
  return /[\p{Cc}\p{Cs}]|^\s|\s$/u.test(next)
}

/** What follows the host where the URL names this one; else the text as it is. */
function pathOnThisHost(core: Core, request: Request, url: string): string {
  const [, scheme, host = "", rest = ""] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  if (host === "" || !isOurs(core, request, scheme?.toLowerCase(), host.toLowerCase())) return url
  return `/${rest.replace(/^\/+/, "")}`
}

function isOurs(core: Core, request: Request, scheme: string | undefined, host: string): boolean {
  if (!/^[a-z0-9.\-:[\]]+$/.test(host)) return false
  const here = hubOrigin(core, request)
  if (host === here.host.toLowerCase() && (scheme === undefined || scheme === here.protocol)) return true
  const subdomains = core.config.get("JupyterHub.subdomain_host")
  if (!subdomains || (scheme !== undefined && scheme !== "http" && scheme !== "https")) return false
  return `.${host}`.endsWith(`.${new URL(subdomains).host}`)
}

/** The hub as browsers see it: `public_url`, else as this request asked for it. */
function hubOrigin(core: Core, request: Request): { readonly protocol: string; readonly host: string } {
  const publicUrl = core.config.get("JupyterHub.public_url")
  if (!publicUrl) return { protocol: clientProtocol(core, request), host: clientHost(core, request) }
  const { protocol, host } = new URL(publicUrl)
  return { protocol: protocol.replace(":", ""), host }
}
