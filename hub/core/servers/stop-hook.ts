/** What follows the end of a server: the site's post_stop_hook, and the authenticator's. What goes wrong there is the site's to read in the log. */
import type { RunRow } from "../../db/rows.ts"
import { findUserById } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { personOf } from "../users/person.ts"
import { runView } from "./run-view.ts"
import { standIn } from "./spawner-stand-in.ts"

export async function runStopHook(core: Core, run: RunRow): Promise<void> {
  const { finish } = core.spawner
  if (finish) await attempt(core, run, "The spawner's last step", () => finish(runView(core, run), core.spawnerContext))
  // A Python spawner runs both itself.
  if (core.spawner.ownsStart) return
  const hook = core.config.hook("Spawner.post_stop_hook")
  const { afterStop } = core.authenticator
  if ((hook === null && afterStop === undefined) || run.user_id === null) return
  const user = await findUserById(core.db, run.user_id)
  if (user === null) return
  const spawner = standIn(core, run, await personOf(core, user), {})
  await attempt(core, run, "Spawner.post_stop_hook", async () => {
    if (hook !== null) await core.spawnerContext.callWithSpawner(hook, spawner)
  })
  await attempt(core, run, "Authenticator.post_spawn_stop", async () => {
    await afterStop?.(spawner, core.authenticatorContext)
  })
}

async function attempt(core: Core, run: RunRow, name: string, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    core.log.error(`${name} failed`, { run: run.id, cause: error })
  }
}
