/** Whether a hub that stops takes its servers along, where nobody said so for this one stop. */
import type { Core } from "../core.ts"

/** Jobs of a scheduler go on while the hub is restarted, unless the site says otherwise; JupyterHub's local servers end with it. */
export function cleansUpServers(core: Pick<Core, "config" | "spawner">): boolean {
  if (core.spawner.outlivesHub && !core.config.isSet("JupyterHub.cleanup_servers")) return false
  return core.config.get("JupyterHub.cleanup_servers")
}
