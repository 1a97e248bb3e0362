/** Calls the site's post_stop_hook; what goes wrong there is the site's to read in the log. */
import type { RunRow } from "../../db/rows.ts"
import { findUserById } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { personOf } from "../users/person.ts"
import { standIn } from "./spawner-stand-in.ts"

export async function runStopHook(core: Core, run: RunRow): Promise<void> {
  const hook = core.config.hook("Spawner.post_stop_hook")
  if (hook === null || run.user_id === null) return
  try {
    const user = await findUserById(core.db, run.user_id)
    if (user) await core.spawnerContext.callWithSpawner(hook, standIn(core, run, await personOf(core, user), {}))
  } catch (error) {
    core.log.error("Spawner.post_stop_hook failed", { run: run.id, cause: error })
  }
}
