/** Deletes a user, whose servers are stopped first: a row that is gone could not be charged for what still runs. */
import type { RunRow, UserRow } from "../../db/rows.ts"
import { findLiveRunsOfUser } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { awaitRun, stopServer } from "../servers/servers.ts"
import { deleteUserRows } from "./users.ts"

/** Throws Refusal 400 while a server is stopping. */
export async function removeUser(core: Core, user: UserRow): Promise<void> {
  const live = await findLiveRunsOfUser(core.db, user.id)
  if (live.some(run => run.state === "stopping")) throw stillStopping(user)
  const ended = await Promise.all(live.map(run => stopAndWait(core, user, run)))
  if (ended.includes(false)) throw stillStopping(user)
  await core.authenticator.forget?.(user.name, core.authenticatorContext)
  await deleteUserRows(core, user)
}

async function stopAndWait(core: Core, user: UserRow, run: RunRow): Promise<boolean> {
  await stopServer(core, { user, serverName: run.server_name, by: "the deletion of the user" })
  const last = await awaitRun(core, run.id, now => now.state === "stopped", waitMs(core))
  return last.state === "stopped"
}

function waitMs(core: Core): number {
  const seconds = core.config.get("JupyterHub.tornado_settings").slow_stop_timeout
  return (typeof seconds === "number" ? seconds : 10) * 1000
}

function stillStopping(user: UserRow): Refusal {
  return new Refusal(400, `${user.name}'s server is in the process of stopping, please wait.`)
}
