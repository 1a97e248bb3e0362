/** The hub's HTTP server: the express app over the endpoint table, and the socket it listens on. */
import { chmodSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { createServer as createSecureServer } from "node:https"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express"
import type { Core } from "../core/core.ts"
import { basePrefix, hubPrefix } from "../core/urls.ts"
import { Refusal } from "../plugin/errors.ts"
import { makeWay } from "../plugin/socket-file.ts"
import { type BindAddress, bindAddress } from "./bind-address.ts"
import { callState } from "./call-state.ts"
import type { Endpoint } from "./endpoint.ts"
import { endpoints } from "./endpoints.ts"
import { needsSlash, outside } from "./outside.ts"
import { authenticatorPages } from "./pages/authenticator-pages.ts"
import { pipeline } from "./pipeline.ts"
import { answerProblem } from "./problem.ts"
import { siteOf } from "./render/site.ts"
import { replyKind } from "./reply-kind.ts"
import { requestLog } from "./request-log.ts"
import { responseHeaders } from "./response-headers.ts"
import { logo, rootFiles, staticFiles } from "./static-files.ts"

export interface Listening {
  /** 0 for a unix socket. */
  readonly port: number
  /** Ends idle connections at once and the others, event streams too, after `graceMs`. */
  close(graceMs?: number): Promise<void>
}

export function createHttpApp(core: Core, table: readonly Endpoint[] = endpoints): Express {
  const app = express()
  app.disable("x-powered-by")
  app.disable("etag")
  app.set("query parser", "simple")
  app.use(requestLog(core))
  const base = basePrefix(core.config)
  const hub = hubRouter(core, table)
  const atRoot = rootFiles(core.config)
  const otherwise = outside(core)
  // Compared as text, not as a pattern: a case or an escape that differs is another path.
  app.use((request, response, next) => {
    const within = request.url.startsWith(hubPrefix(core.config)) && !needsSlash(core.config, request.path)
    if (request.url === "/favicon.ico" || request.url === "/robots.txt") atRoot(request, response, next)
    else if (!within) otherwise(request, response, next)
    else {
      request.url = request.url.slice(base.length + "hub".length)
      hub(request, response, next)
    }
  })
  app.use(problems(core))
  return app
}

export async function listen(core: Core, app: Express = createHttpApp(core)): Promise<Listening> {
  const where = bindAddress(core.config)
  const limits = { maxHeaderSize: 16 * 1024, headersTimeout: 20_000, requestTimeout: 60_000 }
  // A socket's file says who may come; over the network both sides show who they are.
  const secure =
    core.tls && where.path === undefined ? { ...core.tls.hub, requestCert: true, rejectUnauthorized: true } : null
  const server = secure ? createSecureServer({ ...limits, ...secure }, app) : createServer(limits, app)
  // Longer than the proxy keeps its idle connections: who closes first loses requests.
  server.keepAliveTimeout = 75_000
  server.on("clientError", refuseBroken)
  if (where.path !== undefined) await makeWay(where.path, "JupyterHub.hub_bind_url")
  // At the start and not at the first page: it says what of a site's templates it cannot use.
  siteOf(core)
  await new Promise<void>((resolve, reject) => {
    server.once("error", cause => reject(cannotListen(where, cause)))
    server.listen(where, resolve)
  })
  if (where.path !== undefined) chmodSync(where.path, core.config.get("JupyterHub.hub_socket_mode"))
  const address = server.address() as AddressInfo | string | null
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: graceMs => close(core, server, graceMs ?? 2000),
  }
}

function cannotListen({ path, host = "all addresses", port }: BindAddress, cause: NodeJS.ErrnoException): Refusal {
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program does already; end it, or take another port",
    EADDRNOTAVAIL: "this machine does not have the address",
    EACCES: "its account may not",
  }
  const why = known[cause.code ?? ""] ?? cause.message
  const at = path ?? `${host}, port ${port}`
  const settings = "c.JupyterHub.hub_bind_url, or hub_ip and hub_port, say where"
  return new Refusal(400, `The hub cannot listen at ${at}: ${why}. ${settings}.`, { cause })
}

/** The routes of the table in its order; a path that has rows, but none for the method, is a 405. */
function hubRouter(core: Core, table: readonly Endpoint[]): RequestHandler {
  const router = express.Router({ caseSensitive: true, strict: true })
  const handler = pipeline(core)
  router.use("/static", staticFiles(core.config))
  router.all("/logo", logo(core.config))
  const setHeaders = responseHeaders(core.config)
  const answer = (path: string, name: string, status: number): RequestHandler => {
    const kind = replyKind({ path })
    return async (request, response) => {
      callState(response).handler = name
      setHeaders(response, kind)
      if (status === 405 && kind === "api" && request.method === "OPTIONS") answerOptions(response)
      else await answerProblem(core, request, response, new Refusal(status, ""), kind)
    }
  }
  const ownPages = authenticatorPages(core, core.authenticator.pages)
  router.use(ownPages)
  const rows = table.map(row => ({ row, handle: handler(row) }))
  for (const { row, handle } of rows) router[row.method](row.path, handle)
  for (const [path, name] of new Map(table.map(row => [row.path, row.handler])))
    router.all(path, answer(path, name, 405))
  router.use(authenticatorPages(core, core.sitePages))
  router.all("/api/*rest", answer("/api/", "jupyterhub.apihandlers.base.API404", 404))
  router.use(answer("/", "jupyterhub.handlers.base.Template404", 404))
  // What is asked most is found at once, not by comparing it with one row after the other.
  const literal = new Map(
    literalRows(rows).map(({ row, handle }) => [`${row.method.toUpperCase()} ${row.path}`, handle]),
  )
  return (request, response, next) => {
    const handle = literal.get(`${request.method} ${request.path}`)
    if (handle === undefined) router(request, response, next)
    else ownPages(request, response, error => (error ? next(error) : handle(request, response, next)))
  }
}

/** Rows whose path is text alone, and that no row before them could answer. */
function literalRows<T extends { readonly row: Endpoint }>(rows: readonly T[]): readonly T[] {
  return rows.filter(({ row }, at) => {
    const before = rows.slice(0, at).map(other => other.row)
    return (
      !pattern.test(row.path) && !before.some(other => other.method === row.method && couldBe(other.path, row.path))
    )
  })
}

const pattern = /[:*{]/

/** Compared is only what stands before the first parameter: enough to be on the safe side. */
function couldBe(earlier: string, path: string): boolean {
  return pattern.test(earlier) ? path.startsWith(earlier.split(pattern, 1)[0] ?? "") : path === earlier
}

/** Before a request from another origin, browsers ask what may be sent: the headers say it. */
function answerOptions(response: Response): void {
  response.statusCode = 200
  response.setHeader("Content-Type", "application/json")
  response.setHeader("Content-Length", 0)
  response.end()
}

/** What express itself throws: a path that cannot be decoded. */
function problems(core: Core): ErrorRequestHandler {
  const setHeaders = responseHeaders(core.config)
  return async (error, request, response, _next) => {
    const kind = request.originalUrl.startsWith(`${hubPrefix(core.config)}api/`) ? "api" : "page"
    setHeaders(response, kind)
    await answerProblem(core, request, response, error, kind)
  }
}

/** What cannot be parsed never reaches the app: the answer is a status, and the end of the connection. */
function refuseBroken(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const status = broken[error.code ?? ""] ?? "400 Bad Request"
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const broken: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: "405 Method Not Allowed",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
}

async function close(core: Core, server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = new AbortController()
  await Promise.race([closed, core.clock.sleep(graceMs, cancel.signal).catch(() => {})])
  cancel.abort()
  server.closeAllConnections()
  await closed
}
