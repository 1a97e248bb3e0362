/** What is asked outside of /hub/ belongs to a server that has no route, or to nobody: the browser is sent inside. */
import type { Request, RequestHandler, Response } from "express"
import type { Config } from "../config/config.ts"
import type { Core } from "../core/core.ts"
import { basePrefix, hubPrefix } from "../core/urls.ts"
import { Refusal } from "../plugin/errors.ts"
import { callState } from "./call-state.ts"
import { checkLocation } from "./location-length.ts"
import { answerProblem } from "./problem.ts"
import { responseHeaders } from "./response-headers.ts"

export function outside(core: Core): RequestHandler {
  const setHeaders = responseHeaders(core.config)
  return (request, response, next) => {
    setHeaders(response, "page")
    if (request.method !== "GET")
      return void answerProblem(core, request, response, new Refusal(405, ""), "page").catch(next)
    if (needsSlash(core.config, request.path))
      return redirect(response, 301, `${request.path}/${query(request)}`, slashHandler)
    redirect(response, 302, hubAddress(core.config) + inside(core.config, request), prefixHandler)
  }
}

const slashHandler = "jupyterhub.handlers.base.AddSlashHandler"
const prefixHandler = "jupyterhub.handlers.base.PrefixRedirectHandler"

/** `/hub` itself, and the root of a server or service. */
export function needsSlash(config: Config, path: string): boolean {
  const base = basePrefix(config)
  return path === `${base}hub` || (path.startsWith(base) && /^(user|services)\/[^/]+$/.test(path.slice(base.length)))
}

/** Slashes at the seam are merged, so that `//host` can never become an address of another host. */
export function inside(config: Config, request: Pick<Request, "url">): string {
  const base = basePrefix(config)
  const { url } = request
  const rest = `${url}/`.startsWith(base) ? url.slice(base.length) : (url.split("?", 1)[0] ?? "")
  return hubPrefix(config) + rest.replace(/^\/+/, "")
}

/** With subdomains or a public URL the hub has one host, and its cookies are there. */
function hubAddress(config: Config): string {
  const publicUrl = config.get("JupyterHub.public_url")
  if (publicUrl !== "" && URL.canParse(publicUrl)) return new URL(publicUrl).origin
  return config.get("JupyterHub.subdomain_host").replace(/\/+$/, "")
}

function query(request: Request): string {
  const at = request.url.indexOf("?")
  return at < 0 ? "" : request.url.slice(at)
}

export function redirect(response: Response, status: 301 | 302, location: string, handler: string): void {
  callState(response).handler = handler
  const target = plain(location)
  checkLocation(target)
  response.statusCode = status
  response.setHeader("Content-Type", "text/html")
  response.setHeader("Location", target)
  response.setHeader("Content-Length", 0)
  response.end()
}

/** Browsers read a backslash as a slash and skip control characters: in a Location neither may stand. */
function plain(location: string): string {
  return location.replace(/[^\x21-\x7e]|\\/g, c => encodeURIComponent(c))
}
