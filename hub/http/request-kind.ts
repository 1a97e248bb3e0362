/** Which of JupyterHub's two kinds of handler a request is for: they differ in how they identify and check XSRF. */
import type { Request } from "express"
import type { Core } from "../core/core.ts"
import { hubPrefix } from "../core/urls.ts"

/** The REST API: tokens identify, and a GET by a script needs an XSRF token too. The OAuth page is a page. */
export function isApiRequest(core: Core, request: Request): boolean {
  const path = hubPath(core, request)
  return (path === "api" || path.startsWith("api/")) && path !== "api/oauth2/authorize"
}

/**
 * Metrics are a page by their headers, but are fetched with a token; and under /hub/user/ programs land that called a
 * server which does not run.
 */
export function acceptsTokens(core: Core, request: Request): boolean {
  const path = hubPath(core, request)
  return isApiRequest(core, request) || path === "metrics" || path.startsWith("user/")
}

/** A page that a person navigated to, where cookies may be renewed. Older browsers do not say. */
export function isNavigation(request: Request): boolean {
  return (request.get("Sec-Fetch-Mode") ?? "navigate") === "navigate"
}

function hubPath(core: Core, request: Request): string {
  const path = request.originalUrl.split("?", 1)[0] ?? ""
  const prefix = hubPrefix(core.config)
  return path.startsWith(prefix) ? path.slice(prefix.length) : ""
}
