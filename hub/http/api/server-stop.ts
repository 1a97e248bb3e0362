/** The stop of a server by API: 204 when it has stopped in time, 202 while it takes longer; named servers may be removed. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { awaitRun, removeServer, stopServer } from "../../core/servers/servers.ts"
import { refreshAuth } from "../../core/users/auth-refresh.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import { findSpawner } from "../../db/spawners.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Call, Reply } from "../endpoint.ts"
import { knownUser } from "./known-user.ts"
import { callerName, slowMs } from "./server-words.ts"

export const stopBody = z
  .object(
    { remove: z.boolean({ error: "remove must be true or false" }).optional() },
    { error: "Body must be a JSON object" },
  )
  .nullish()

export async function stopOne(call: Call<unknown, z.output<typeof stopBody>>): Promise<Reply> {
  const { core, identity, params, body, signal } = call
  const user = await knownUser(core, params.name)
  const serverName = params.server ?? ""
  const remove = body?.remove ?? false
  if (serverName === "" && remove) throw new Refusal(400, "Cannot delete the default server")
  if (serverName !== "") await refuseUnknown(core, user, serverName)
  if (core.config.get("Authenticator.refresh_pre_stop")) {
    // Who is told to log in again by a refusal is the person alone: an admin stops the server all the same.
    const isOwner = identity.user?.id === user.id
    const fresh = await refreshAuth(core, user, { canLogIn: isOwner && identity.token === null, force: true })
    if (fresh === null && isOwner) throw new Refusal(403, `auth has expired for ${user.name}, login again`)
  }
  const stopping = await stopServer(core, { user, serverName, by: callerName(identity) })
  const run = stopping && (await awaitRun(core, stopping.id, isStopped, slowMs(core, "slow_stop_timeout"), signal))
  if (run !== null && !isStopped(run)) {
    if (remove) void removeLater(core, user, run)
    return { status: 202, headers: { "Content-Type": "text/plain" } }
  }
  if (remove) await removeServer(core, user, serverName)
  return { status: 204 }
}

function isStopped(run: RunRow): boolean {
  return run.state === "stopped"
}

const longestStopMs = 24 * 3600_000

/** The reply has gone out by then: what fails is for the log. */
async function removeLater(core: Core, user: UserRow, run: RunRow): Promise<void> {
  try {
    await awaitRun(core, run.id, isStopped, longestStopMs)
    await removeServer(core, user, run.server_name)
  } catch (error) {
    core.log.warn(`The server ${user.name}/${run.server_name} was not removed after its stop`, { err: error })
  }
}

async function refuseUnknown(core: Core, user: UserRow, serverName: string): Promise<void> {
  if (!core.config.get("JupyterHub.allow_named_servers")) throw new Refusal(400, "Named servers are not enabled.")
  if (await findSpawner(core.db, user.id, serverName)) return
  throw new Refusal(404, `${user.name} has no server named '${serverName}'`)
}
