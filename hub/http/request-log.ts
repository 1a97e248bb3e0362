/** One line in the log for each request, as JupyterHub writes it, and the duration metric: dashboards read both. */
import type { Request, RequestHandler, Response } from "express"
import type { Core } from "../core/core.ts"
import { scrubUri } from "../observe/scrub-uri.ts"
import { callState } from "./call-state.ts"
import { clientIp } from "./client.ts"

export function requestLog(core: Core): RequestHandler {
  return (request, response, next) => {
    const start = process.hrtime.bigint()
    response.once("close", () => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6
      const state = callState(response)
      const status = response.writableFinished || response.headersSent ? response.statusCode : 499
      core.metrics.requestDuration.observe(
        { method: metricMethod(request), handler: state.handler, code: String(status) },
        ms / 1000,
      )
      write(core, level(status, ms, state.quiet), line(core, request, response, status, ms))
    })
    next()
  }
}

/** Unknown methods are the client's words: they must not become label values without end. */
function metricMethod(request: Request): string {
  return methods.has(request.method) ? request.method : "other"
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

type Level = "debug" | "info" | "warn" | "error"

function level(status: number, ms: number, quiet: boolean): Level {
  if (status >= 500) return "error"
  if (status >= 400) return "warn"
  return (status === 304 || (quiet && status < 300)) && ms < 1000 ? "debug" : "info"
}

function line(core: Core, request: Request, response: Response, status: number, ms: number): string {
  const target = response.getHeader("location")
  const location =
    (status === 301 || status === 302) && typeof target === "string" ? ` -> ${scrubUri(target).slice(0, longest)}` : ""
  const who = `(${callState(response).caller}@${clientIp(core, request)})`
  return `${status} ${request.method} ${scrubUri(request.originalUrl).slice(0, longest)}${location} ${who} ${ms.toFixed(2)}ms`
}

function write(core: Core, at: Level, text: string): void {
  core.log[at](text)
}

/** One request must not fill a log. */
const longest = 2000
