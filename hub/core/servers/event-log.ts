/** Events for the site's log handlers (`c.EventLogger.handlers`): that a server was started or stopped, in JupyterHub's words. */
import type { RunRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import type { RunEvent } from "./lifecycle.ts"

const schema = "https://schema.jupyter.org/jupyterhub/events/server-action"

/** Only what the hub did and what succeeded, as JupyterHub has it: a server that ends by itself is no action. */
export function recordAction(core: Core, event: RunEvent, run: RunRow): void {
  const record = core.config.hook("EventLogger.handlers")
  const action = actionOf(event, run)
  if (record === null || action === null) return
  const line = {
    // The strange end is JupyterHub's.
    __timestamp__: `${core.clock.now().toISOString().replace("Z", "000+00:00")}Z`,
    __schema__: schema,
    __schema_version__: "1",
    __metadata_version__: 1,
    action,
    username: run.user_name,
    servername: run.server_name,
  }
  core.spawnerContext.call(record, [line]).catch(cause => {
    core.log.error("An event could not be given to the handlers of c.EventLogger", { action, run: run.id, cause })
  })
}

function actionOf(event: RunEvent, run: RunRow): "start" | "stop" | null {
  if (event === "answered") return "start"
  return event === "gone" && run.outcome === "stopped" ? "stop" : null
}
