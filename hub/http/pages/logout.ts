/** /hub/logout: ends this browser's login. */
import { anonymous } from "../../core/rbac/identity.ts"
import { stopServer } from "../../core/servers/servers.ts"
import { hubPrefix } from "../../core/urls.ts"
import type { UserRow } from "../../db/rows.ts"
import { clearLoginCookies } from "../cookies.ts"
import type { Call } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { go } from "./go.ts"
import { page } from "./page-row.ts"
import { serversOf } from "./servers-of.ts"

export const logoutPage = page({
  path: "/logout",
  summary: "Log out of this browser",
  handler: "jupyterhub.handlers.login.LogoutHandler",
  scopes: "none",
  statuses: [302],
  async handle(call) {
    const { core } = call
    await logOut(call)
    // With auto_login the login page would log the person in again at once.
    if (core.config.get("Authenticator.auto_login"))
      return await renderPage({ ...call, identity: anonymous }, "logout", {})
    return go(`${hubPrefix(core.config)}login`)
  },
})

/** Ends the login of the browser that asks, and its servers where the site wants it. */
export async function logOut(call: Call): Promise<void> {
  const { core, identity, request, response } = call
  if (identity.user !== null) {
    if (core.config.get("JupyterHub.shutdown_on_logout")) await stopServers(call, identity.user)
    core.log.info(`User logged out: ${identity.user.name}`)
  }
  await clearLoginCookies(core, identity, request, response)
}

async function stopServers({ core }: Call, user: UserRow): Promise<void> {
  const { runs } = await serversOf(core, user)
  const ready = [...runs].filter(([, run]) => run.state === "ready").map(([serverName]) => serverName)
  const stops = ready.map(serverName => stopServer(core, { user, serverName, by: user.name }))
  for (const stop of await Promise.allSettled(stops)) {
    if (stop.status === "rejected")
      core.log.error("A server could not be stopped at the logout", { user: user.name, err: stop.reason })
  }
}
