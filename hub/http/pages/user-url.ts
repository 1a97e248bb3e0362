/** /hub/user/NAME/...: where a request lands that was meant for a server without a route. */

import { hostOf } from "../../core/public-urls.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { basePrefix, hubPrefix } from "../../core/urls.ts"
import { findLatestRun } from "../../db/runs.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import { clientHost, clientProtocol } from "../client.ts"
import type { Call, Method, Reply } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { userView } from "../render/variables.ts"
import { argument, queryPairs } from "./arguments.ts"
import { failedRun } from "./failed-run.ts"
import { go, withQuery } from "./go.ts"
import { page } from "./page-row.ts"
import { pendingUrl, spawnUrl } from "./server-urls.ts"
import { type Servers, serversOf } from "./servers-of.ts"
import { noAccess, targetUser } from "./target-user.ts"

const paths = ["/user/:user", "/user/:user/", "/user/:user/*path"]
const handler = "jupyterhub.handlers.base.UserUrlHandler"

export const userUrlPages = paths.flatMap(path => [
  page({
    path,
    summary: "A server that does not answer",
    handler,
    scopes: "identified",
    statuses: [302, 303, 404, 424, 500, 503],
    handle: get,
  }),
  ...(["post", "patch", "delete"] satisfies Method[]).map(method =>
    page({
      method,
      path,
      summary: "A request to a server that does not run",
      handler,
      scopes: "none",
      statuses: [424, 503],
      // Nothing is changed, and a script of JupyterLab has no token of the hub.
      checksXsrf: true,
      handle: async call => notRunning(call, params(call).user, await ownServer(call)),
    }),
  ),
])

async function get(call: Call): Promise<Reply | null> {
  const { core, request } = call
  const { user: name, parts } = params(call)
  const scope = await accessVia(call, name, parts)
  const user = await targetUser(call, "access:servers", name, scope)
  const servers = await serversOf(core, user)
  const server = serverIn(call, servers, parts)
  const run = servers.runs.get(server)
  if (run?.state === "ready") return await backToServer(call, user.name)
  if (wantsJson(request.headers.accept ?? "") || parts.includes("api")) return notRunning(call, name, server)
  const row = servers.rows.get(server)
  const next: [string, string] = ["next", request.originalUrl]
  const failed = run === undefined && row !== undefined ? failedRun(await findLatestRun(core.db, row.id)) : null
  if (run !== undefined || failed !== null)
    return go(withQuery(pendingUrl(core.config, user.name, server), [next]), 303)
  const variables = {
    for_user: userView(core, user),
    server_name: server,
    spawn_url: withQuery(spawnUrl(core.config, user.name, server), [next]),
    implicit_spawn_seconds: core.config.get("JupyterHub.implicit_spawn_seconds"),
  }
  return await renderPage(call, "not_running", variables, stoppedStatus(call))
}

/** The server by which this person may go there: the default one, or the one that the path names. */
async function accessVia(call: Call, user: string, parts: readonly string[]): Promise<string> {
  for (const name of ["", ...parts.slice(0, 1)]) {
    const may = await allows(call.core, call.identity, "access:servers", { kind: "server", user, name })
    if (may === true) return name
  }
  throw new Refusal(404, noAccess)
}

/** The first part of the path where a server has that name, else the default server. */
function serverIn({ core }: Call, servers: Servers, parts: readonly string[]): string {
  const [first = ""] = parts
  return core.config.get("JupyterHub.allow_named_servers") && servers.rows.has(first) ? first : ""
}

async function ownServer(call: Call): Promise<string> {
  const { user, parts } = params(call)
  const own = call.identity.user
  return own?.name === user ? serverIn(call, await serversOf(call.core, own), parts) : ""
}

/** The server runs, so its route must be on its way: the browser tries again, more and more slowly, and not for ever. */
async function backToServer(call: Call, user: string): Promise<Reply> {
  const { core, request, signal } = call
  const redirects = Number.parseInt(argument(request, "redirects"), 10) || 0
  const limit = core.config.get("JupyterHub.tornado_settings").user_redirect_limit
  if (redirects >= (typeof limit === "number" ? limit : 4)) {
    throw new Fault(500, "Redirect loop detected. The server runs, but the proxy does not lead to it.")
  }
  if (redirects > 0) {
    core.log.warn("The proxy sent a request for a running server to the hub", { path: request.path, redirects })
    await core.clock.sleep(Math.min(1000 * 2 ** redirects, 10_000), signal)
  }
  const path = (request.originalUrl.split("?", 1)[0] ?? "").slice(hubPrefix(core.config).length)
  const asked = queryPairs(request, [])
  const count = ["redirects", String(redirects + 1)] as const
  const query = redirects > 0 ? asked.map(pair => (pair[0] === "redirects" ? count : pair)) : [...asked, count]
  return go(withQuery(hostOf(core.config, "user", user) + basePrefix(core.config) + path, query))
}

function notRunning(call: Call, user: string, server: string): Reply {
  const { core, request } = call
  const hub = hubPrefix(core.config)
  const origin = `${clientProtocol(core, request)}://${clientHost(core, request)}`
  const path = (request.originalUrl.split("?", 1)[0] ?? "").slice(hub.length - 1)
  const message = `JupyterHub server no longer running at ${path}. Restart the server at ${origin}${spawnUrl(core.config, user, server)}`
  return { status: stoppedStatus(call), body: { message }, headers: { "Content-Type": "application/json" } }
}

/** 424 says that the server, not the page in it, is missing; old JupyterLab versions know 503 alone. */
function stoppedStatus({ core }: Call): 424 | 503 {
  return core.config.get("JupyterHub.use_legacy_stopped_server_status_code") ? 503 : 424
}

/** Of the two kinds we have, the one that the client names first. */
function wantsJson(accept: string): boolean {
  const named = accept
    .split(",")
    .map(item => {
      const [type = "", ...options] = item.split(";").map(part => part.trim().toLowerCase())
      const quality = options.find(option => option.startsWith("q="))
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
    })
    .filter(({ type }) => type === "application/json" || type === "text/html")
    .sort((a, b) => b.quality - a.quality)
  return named[0]?.type === "application/json"
}

function params({ params }: Call): { readonly user: string; readonly parts: readonly string[] } {
  // Express hands the parts of a wildcard over as a list, which the pipeline joins with commas: names hold none.
  return { user: params.user ?? "", parts: (params.path ?? "").split(",").filter(part => part !== "") }
}
