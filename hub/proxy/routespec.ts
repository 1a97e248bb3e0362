/** Routespecs (`/user/alice/`, or `host/path/` with subdomains) as paths of the proxy's API, and back. */
import { Fault } from "../plugin/errors.ts"
import { trimEnd } from "../plugin/trim-end.ts"

export function toChpPath(routespec: string, hostRouting: boolean): string {
  if (routespec === "/") return "/"
  const hasHost = !routespec.startsWith("/")
  if (hasHost !== hostRouting) {
    throw new Fault(
      500,
      `The route ${routespec} ${hasHost ? "has a" : "lacks its"} host: routes have one if and only if JupyterHub.subdomain_host is set`,
    )
  }
  const path = hasHost ? `/${routespec}` : routespec
  // The proxy's DELETE does not find a path that ends in a slash.
  return trimEnd(path, "/")
}

/** The proxy keeps paths unescaped. */
export function fromChpPath(path: string, hostRouting: boolean): string {
  const escaped = path.split("/").map(quote).join("/")
  const spec = escaped.endsWith("/") ? escaped : `${escaped}/`
  return hostRouting && spec !== "/" ? spec.replace(/^\/+/, "") : spec
}

function quote(segment: string): string {
  return encodeURIComponent(segment)
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%40", "@")
}
