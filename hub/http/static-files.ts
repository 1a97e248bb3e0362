/** Files for browsers: those under share/static, the logo, and the two that browsers look for at the root. */
import { basename, dirname, isAbsolute, join, resolve } from "node:path"
import express, { type RequestHandler, type Response } from "express"
import type { Config } from "../config/config.ts"
import { callState } from "./call-state.ts"
import { sendBarePage } from "./problem.ts"
import { componentFile } from "./render/components.ts"
import { staticName } from "./render/static-names.ts"
import { staticFolder } from "./render/static-url.ts"

/** `/hub/static/*`: with `?v=` of the content for ever, without it asked for again each time. */
export function staticFiles(config: Config): RequestHandler {
  const neverKeep = config.get("JupyterHub.tornado_settings").no_cache_static === true
  const files = serve(staticFolder, "jupyterhub.handlers.static.CacheControlStaticFilesHandler", neverKeep)
  return (request, response, next) => {
    const [path = "", ...query] = request.url.split("?")
    const component = componentFile(path.slice(1))
    const at = component === null ? staticName(path.slice(1)) : basename(component)
    request.url = [`/${at}`, ...query].join("?")
    if (component === null) return files(request, response, next)
    return serve(dirname(component), "jupyterhub.handlers.static.CacheControlStaticFilesHandler", neverKeep)(
      request,
      response,
      next,
    )
  }
}

/** What browsers ask for without being told: the icon, and what robots may read (nothing says that they may not). */
export function rootFiles(config: Config): RequestHandler {
  return staticFiles(config)
}

export function logo(config: Config): RequestHandler {
  const set = config.get("JupyterHub.logo_file")
  const file = set === "" ? join(staticFolder, "images", "logo.png") : isAbsolute(set) ? set : resolve(config.cwd, set)
  const files = serve(dirname(file), "jupyterhub.handlers.static.LogoHandler", false)
  return (request, response, next) => {
    request.url = `/${encodeURIComponent(basename(file))}`
    return files(request, response, next)
  }
}

function serve(folder: string, handler: string, neverKeep: boolean): RequestHandler {
  const files = express.static(folder, {
    index: false,
    redirect: false,
    etag: false,
    cacheControl: false,
    fallthrough: true,
    dotfiles: "ignore",
    setHeaders: (response, file) => {
      keep(response as Response, neverKeep)
      // As JupyterHub says it, without a character set: what follows it in a page has the page's.
      if (file.endsWith(".css")) response.setHeader("Content-Type", "text/css")
    },
  })
  return (request, response, next) => {
    const state = callState(response)
    state.handler = handler
    state.quiet = true
    if (request.method !== "GET" && request.method !== "HEAD") return sendBarePage(response, 405)
    files(request, response, error => (error ? next(error) : sendBarePage(response, 404)))
  }
}

const tenYears = 10 * 365 * 24 * 3600

function keep(response: Response, neverKeep: boolean): void {
  const versioned = "v" in response.req.query && !neverKeep
  response.setHeader("Cache-Control", versioned ? `max-age=${tenYears}` : "no-cache")
}
