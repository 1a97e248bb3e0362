/** Whether a page was asked for by somebody else's page: a link or a picture elsewhere may not do with one click what a person would have to mean. */
import type { Request } from "express"
import type { Core } from "../core/core.ts"
import { basePrefix } from "../core/urls.ts"
import { clientHost } from "./client.ts"

/**
 * Browsers say it in Sec-Fetch-Site and Sec-Fetch-Mode; older ones, and those on a hub without TLS, at least in the Referer.
 * Pages of servers and services are somebody else's too, on the hub's own host.
 */
export function isForeignNavigation(core: Core, request: Request): boolean {
  const site = request.get("Sec-Fetch-Site") ?? "none"
  const mode = request.get("Sec-Fetch-Mode") ?? "navigate"
  if (mode !== "navigate" || (site !== "none" && site !== "same-origin")) return true
  const referer = request.get("Referer") ?? ""
  return referer !== "" && !isPageOfHub(core, request, referer, site === "same-origin")
}

/** Where the browser has said that the host is the same, a web server in between may have changed its name. */
function isPageOfHub(core: Core, request: Request, referer: string, isSameHost: boolean): boolean {
  if (!URL.canParse(referer)) return false
  const { host, pathname } = new URL(referer)
  const base = basePrefix(core.config)
  const others = [`${base}user/`, `${base}services/`]
  const ours = isSameHost || host === clientHost(core, request).toLowerCase()
  return ours && !others.some(prefix => pathname.startsWith(prefix))
}

/** Whether the answer fills a window of its own, so that the person sees where it led: no picture, frame or script asked for it. */
export function isWholeWindow(request: Request): boolean {
  const mode = request.get("Sec-Fetch-Mode") ?? "navigate"
  const into = request.get("Sec-Fetch-Dest") ?? "document"
  return mode === "navigate" && into === "document"
}
