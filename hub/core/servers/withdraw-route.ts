/** Takes the route of a ready run away when its server is over, and gives it back when the server is there again. The job goes on. */
import type { RunRow } from "../../db/rows.ts"
import { findRun } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { dropRoute } from "./end-run.ts"
import { isServerLost, type Loss, losses } from "./lost-server.ts"
import { inRouteOrder } from "./route-order.ts"
import { note } from "./run-note.ts"
import { serverRoute, serverTarget } from "./server-address.ts"

/** Says whether the route is gone: to be called again while it is not. The row first, so that a check of all routes does not add it again. */
export async function withdrawRoute(core: Core, { id }: Pick<RunRow, "id">, loss: Loss): Promise<boolean> {
  const run = await findRun(core.db, id)
  if (run?.state !== "ready") return true
  if (!isServerLost(run)) {
    const message = `The server ended: ${losses[loss]}. Its job goes on until its script ends.`
    if (!(await note(core, run, { event: "lost", message, progress: 100, patch: { reason: losses[loss] } })))
      return true
    core.log.warn("A server is over while its job goes on: taking its route away", {
      run: run.id,
      user: run.user_name,
      node: run.node,
      reason: losses[loss],
    })
  }
  return dropRoute(core, run)
}

/** For a server that has just proved who it is. */
export async function restoreRoute(core: Core, { id }: Pick<RunRow, "id">): Promise<void> {
  const run = await findRun(core.db, id)
  if (run === null || !isServerLost(run)) return
  const target = serverTarget(core.config, run)
  if (target === null) return
  const message = "The server answers again"
  if (!(await note(core, run, { event: "back", message, progress: 100, patch: { reason: null } }))) return
  core.log.info("A server answers again: giving its route back", { run: run.id, user: run.user_name })
  const { routespec, data } = serverRoute(core.config, run, target)
  await inRouteOrder(core, routespec, () => core.proxy.addRoute(routespec, target, data))
  // Stopped meanwhile: whoever did that may have deleted the route before it was there.
  if ((await findRun(core.db, id))?.state !== "ready") await dropRoute(core, run)
}
