/** /hub/user-redirect/...: a link to a place on everybody's own server. */
import { serverUrl } from "../../core/public-urls.ts"
import { basePrefix, serverPath } from "../../core/urls.ts"
import type { Call, Reply } from "../endpoint.ts"
import { queryPairs } from "./arguments.ts"
import { go, withQuery } from "./go.ts"
import { page } from "./page-row.ts"
import { spawnUrl } from "./server-urls.ts"
import { ownUser } from "./target-user.ts"

export const userRedirectPages = ["/user-redirect", "/user-redirect/", "/user-redirect/*path"].map(path =>
  page({
    path,
    summary: "Redirect to the same place on the own server",
    handler: "jupyterhub.handlers.base.UserRedirectHandler",
    scopes: "identified",
    statuses: [302],
    handle,
  }),
)

async function handle(call: Call): Promise<Reply> {
  const { core, request } = call
  const user = ownUser(call)
  const path = request.path.replace(/^\/user-redirect\/?/, "")
  const site = await siteUrl(call, path)
  if (site !== null) return go(site)
  const server = core.config.get("JupyterHub.default_server_name")
  const target = withQuery(
    serverPath(core.config, user.name, server) + path.replace(/^\/+/, ""),
    queryPairs(request, []),
  )
  return go(withQuery(spawnUrl(core.config, user.name, server), [["next", target]]))
}

/** What `JupyterHub.user_redirect_hook` says; null is the usual way. */
async function siteUrl(call: Call, path: string): Promise<string | null> {
  const { core, request } = call
  const hook = core.config.hook("JupyterHub.user_redirect_hook")
  if (hook === null) return null
  const user = ownUser(call)
  const asked = { uri: request.originalUrl, path: request.path, query: request.originalUrl.split("?")[1] ?? "" }
  const seen = { name: user.name, admin: user.admin, url: serverUrl(core.config, user.name, "") }
  const answer = await core.spawnerContext.call(hook, [path, asked, seen, basePrefix(core.config)])
  return typeof answer === "string" ? answer : null
}
