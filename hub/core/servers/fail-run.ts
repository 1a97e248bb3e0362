/** Gives up a start whose job still runs: the reason is put down now, and the job is ended like any other. */
import type { RunRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { runView } from "./run-view.ts"
import { apply } from "./server-transition.ts"

export async function failRun(core: Core, run: RunRow, reason: string): Promise<RunRow | null> {
  const message = await withLog(core, run, reason)
  return apply(core, run.id, "stop", { message, progress: 100, patch: { outcome: "failed", message } })
}

/** The reason with the last lines that the job itself wrote, as far as they can be had. */
export async function withLog(core: Core, run: RunRow, reason: string): Promise<string> {
  const tail = await core.spawner.log?.(runView(core, run), core.spawnerContext).catch(error => {
    core.log.debug("The log of a job cannot be read", { run: run.id, cause: error })
    return null
  })
  return tail ? `${reason}\n\nLast lines of its log:\n${tail}` : reason
}
