/** Brings a run from "its job runs" to "people can use it": it answers, proves who it is, and gets a route. */
import type { RunRow } from "../../db/rows.ts"
import { findRun } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { errorText } from "../error-text.ts"
import { serverUrl } from "../public-urls.ts"
import { serverPath } from "../urls.ts"
import { failRun } from "./fail-run.ts"
import { proveIdentity } from "./identity-proof.ts"
import { probe } from "./probe.ts"
import { inRouteOrder } from "./route-order.ts"
import { timed } from "./run-metrics.ts"
import { serverRoute, serverTarget } from "./server-address.ts"
import { apply } from "./server-transition.ts"

/** Never rejects for what a server does: that ends the run, and its row says why. */
export async function bringUp(core: Core, { id }: Pick<RunRow, "id">, signal: AbortSignal): Promise<void> {
  // Whoever calls may have looked a while ago: what has come up since must not be brought up again.
  const run = await findRun(core.db, id)
  if (run?.state !== "starting") return
  const target = serverTarget(core.config, run)
  if (target === null) return
  const route = serverRoute(core.config, run, target)
  try {
    const url = target + serverPath(core.config, run.user_name, run.server_name)
    const answer = await probe(core.clock, url, core.config.get("Spawner.http_timeout") * 1000, signal, core)
    warnOfVersion(core, run, answer.version)
    if (core.spawner.provesIdentity && core.config.get("CarmeHub.verify_servers")) {
      await proveIdentity(core, run, url, signal)
    }
    await timed(core, core.metrics.proxyAddDuration, () =>
      inRouteOrder(core, route.routespec, () => core.proxy.addRoute(route.routespec, route.target, route.data)),
    )
  } catch (error) {
    if (signal.aborted) return
    core.log.warn("A server did not come up", { run: run.id, user: run.user_name, cause: error })
    return void (await failRun(core, run, errorText(error)))
  }
  const message = `Server ready at ${serverUrl(core.config, run.user_name, run.server_name)}`
  const ready = await apply(core, run.id, "answered", { message, progress: 100 })
  // Stopped meanwhile, unless another has brought it up: the route is then the one that people use.
  if (ready === null && (await findRun(core.db, id))?.state !== "ready")
    await inRouteOrder(core, route.routespec, () => core.proxy.deleteRoute(route.routespec))
}

/** A server of JupyterHub 4, 5 or 6 works; one that does not say what it is, most likely too. */
function warnOfVersion(core: Core, run: RunRow, version: string | null): void {
  if (version === null || /^[4-6]\./.test(version)) return
  core.log.warn("A server runs a version of jupyterhub that this hub was not tried with", { run: run.id, version })
}
