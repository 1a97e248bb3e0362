/** Deletes a container, and says first which sessions run in it. */
import { moveContainer } from "../../db/containers.ts"
import { listLiveRuns } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { step } from "./container-lifecycle.ts"
import type { Entry } from "./entries.ts"
import { containersKey } from "./wake.ts"

/** `force` deletes one that is in use; the sessions go on as long as their node has the file open. */
export async function deleteContainer(core: Core, entry: Entry, force: boolean): Promise<void> {
  if (entry.source === "config") {
    throw new Refusal(409, `${entry.id} is in the configuration file: it has to be taken out there.`, {
      code: "container-configured",
    })
  }
  const used = await usesOf(core, entry.id)
  if (used.length > 0 && !force) {
    const who = used.map(use => (use.server === "" ? use.user : `${use.user}/${use.server}`)).join(", ")
    throw new Refusal(409, `${used.length === 1 ? "A session runs" : `${used.length} sessions run`} in it: ${who}.`, {
      code: "container-in-use",
      used,
    })
  }
  const { from, to } = step("delete")
  await moveContainer(core.db, entry.id, from, to, { changed_at: core.clock.now() })
  core.bus.wake(containersKey)
}

export async function usesOf(
  core: Core,
  id: string,
): Promise<readonly { readonly user: string; readonly server: string }[]> {
  const live = (await listLiveRuns(core.db)).filter(run => run.demand.container === id)
  return live.map(run => ({ user: run.user_name, server: run.server_name }))
}
