/** Ends a run that is stopping: nobody is sent there any more, and the backend is asked to end the job, until it has. */
import type { RunRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { serverRoutespec } from "../public-urls.ts"
import { inRouteOrder } from "./route-order.ts"
import { timed } from "./run-metrics.ts"
import { runView } from "./run-view.ts"

/** To be called again and again until the job is gone: an attempt that fails is logged and changes nothing. */
export async function endRun(core: Core, run: RunRow): Promise<void> {
  try {
    await core.spawner.stop(runView(core, run), core.spawnerContext)
  } catch (error) {
    core.log.warn("A job could not be ended: trying again", { run: run.id, user: run.user_name, cause: error })
  }
}

/** Says whether it is gone. A proxy that does not answer keeps nobody from being stopped. */
export async function dropRoute(core: Core, run: RunRow): Promise<boolean> {
  const routespec = serverRoutespec(core.config, run.user_name, run.server_name)
  try {
    await timed(core, core.metrics.proxyDeleteDuration, () =>
      inRouteOrder(core, routespec, () => core.proxy.deleteRoute(routespec)),
    )
    return true
  } catch (error) {
    core.log.warn("A route could not be deleted", { routespec, cause: error })
    return false
  }
}
