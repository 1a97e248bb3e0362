/** Tokens of servers that no longer run: JupyterHub leaves a server's token behind when it was restarted while the server ran. */
import { listLiveRuns } from "../../db/runs.ts"
import { deleteTokens, findTokensNoted } from "../../db/tokens.ts"
import type { Core } from "../core.ts"
import { hubClient } from "../rbac/token-scopes.ts"
import { serverTokenNote } from "../servers/server-token.ts"

/** When it is known what runs. A token counts as a server's by its note, which must name a path of its own user's. */
export async function dropLeftTokens(core: Core): Promise<void> {
  const prefix = "Server at "
  const noted = await findTokensNoted(core.db, hubClient, prefix)
  if (noted.length === 0) return
  const live = new Set((await listLiveRuns(core.db)).map(run => `${run.user_id} ${serverTokenNote(core, run)}`))
  const left = noted.filter(({ user_id, user_name, note }) => {
    const own = note.startsWith(serverTokenNote(core, { user_name, server_name: "" }))
    return own && !live.has(`${user_id} ${note}`)
  })
  if (left.length === 0) return
  await deleteTokens(
    core.db,
    left.map(token => token.id),
  )
  core.log.info(`Deleted ${left.length} tokens of servers that no longer run`)
}
