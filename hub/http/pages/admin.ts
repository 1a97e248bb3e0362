/** /hub/admin: users, groups and runs. The page holds no data: its scripts ask the REST API, which checks each scope. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { cleansUpServers } from "../../core/servers/cleans-up-servers.ts"
import type { Call } from "../endpoint.ts"
import { jupyterhubVersion } from "../jupyterhub-version.ts"
import { renderPage } from "../render/render.ts"
import { staticFolder } from "../render/static-url.ts"
import { page } from "./page-row.ts"

export const adminPage = page({
  path: "/admin",
  summary: "Users, groups and what they run",
  handler: "jupyterhub.handlers.pages.AdminHandler",
  scopes: ["admin-ui"],
  statuses: [302, 403],
  async handle(call) {
    const settings = adminSettings(call)
    return await renderPage(call, "admin", {
      admin_access: true,
      allow_named_servers: settings.named_servers,
      api_page_limit: settings.page_limit,
      admin_page: settings,
      modules: modules(),
      server_version: `carme-hub, with the API of JupyterHub ${jupyterhubVersion}`,
    })
  },
})

/** What the page's scripts cannot learn from the API. Scopes without their filters: buttons are shown to who may use them for anybody. */
function adminSettings({ core, identity }: Call) {
  const { config } = core
  return {
    scopes: [...new Set(identity.scopes.map(scope => scope.replace(/!.*/, "")))],
    page_limit: Math.min(config.get("JupyterHub.api_page_default_limit"), config.get("JupyterHub.api_page_max_limit")),
    page_max: config.get("JupyterHub.api_page_max_limit"),
    named_servers: config.get("JupyterHub.allow_named_servers"),
    manage_groups: config.get("Authenticator.manage_groups"),
    cleanup_proxy: config.get("JupyterHub.cleanup_proxy"),
    cleanup_servers: cleansUpServers(core),
  }
}

/** The scripts import each other many deep: named in the page, they are all asked for at once. */
function modules(): readonly string[] {
  known ??= readdirSync(join(staticFolder, "js", "admin")).map(name => `js/admin/${name}`)
  return known
}

let known: readonly string[] | undefined
