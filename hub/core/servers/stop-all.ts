/** Stops every server when the hub itself stops, where the site wants that. */
import { listLiveRuns } from "../../db/runs.ts"
import type { Core } from "../core.ts"
import { apply } from "./server-transition.ts"
import { awaitRun } from "./servers.ts"

/** Asks all of them at once and waits until the backend has confirmed each, for at most `graceMs`. */
export async function stopAllServers(core: Core, graceMs: number): Promise<void> {
  const runs = await listLiveRuns(core.db)
  if (runs.length === 0) return
  core.log.info(`Stopping ${runs.length} servers`)
  await Promise.all(
    runs.map(async run => {
      if (run.state !== "stopping")
        await apply(core, run.id, "stop", { message: "The hub is shutting down", progress: 100 })
      await awaitRun(core, run.id, now => now.state === "stopped", graceMs)
    }),
  )
}
