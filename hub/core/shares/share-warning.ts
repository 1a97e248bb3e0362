/** Says at start when people may share servers that are not kept apart in the browser. */
import { listRoles } from "../../db/roles.ts"
import type { Core } from "../core.ts"
import { baseOf } from "../rbac/scope-expand.ts"

/** Admins may share by JupyterHub's defaults, and may do worse: only other roles are a site's choice. */
export async function warnOfSharing(core: Core): Promise<void> {
  if (core.config.get("JupyterHub.subdomain_host") !== "") return
  const sharing = (await listRoles(core.db)).filter(role => role.scopes.some(scope => baseOf(scope) === "shares"))
  const roles = sharing.map(role => role.name).filter(name => name !== "admin")
  if (roles.length === 0) return
  core.log.warn(
    `The role ${roles.join(", ")} lets people share servers, but all servers are on one host: in the browser, a shared server can act in the name of whoever opens it. Set c.JupyterHub.subdomain_host to give each person's servers a host of their own.`,
  )
}
