/** The name under which a hub holds leases: two hubs cannot listen at one address, and one that comes back does so under the name of the one that died. */
import { hostname } from "node:os"
import type { Core } from "./core.ts"

export function leaseHolder({ config }: Pick<Core, "config">): string {
  const at =
    config.get("JupyterHub.hub_bind_url") || `${config.get("JupyterHub.hub_ip")}:${config.get("JupyterHub.hub_port")}`
  return `${hostname()} ${at}`.slice(0, 255)
}
