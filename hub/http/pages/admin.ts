/** /hub/admin: users and their servers. The page holds no data: its script asks the REST API, which checks each scope. */
import { jupyterhubVersion } from "../jupyterhub-version.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"

export const adminPage = page({
  path: "/admin",
  summary: "Users and their servers",
  handler: "jupyterhub.handlers.pages.AdminHandler",
  scopes: ["admin-ui"],
  statuses: [302, 403],
  async handle(call) {
    const { config } = call.core
    return await renderPage(call, "admin", {
      admin_access: true,
      allow_named_servers: config.get("JupyterHub.allow_named_servers"),
      api_page_limit: config.get("JupyterHub.api_page_default_limit"),
      server_version: `carme-hub, with the API of JupyterHub ${jupyterhubVersion}`,
    })
  },
})
