/** Notes that a user or token was seen, at most once each `activity_resolution`, so that reads do not become writes. */
import type { ApiTokenRow, UserRow } from "../../db/rows.ts"
import { touchTokens } from "../../db/tokens.ts"
import { aheadMs } from "../../db/touch.ts"
import { touchUsers } from "../../db/users.ts"
import { Fault } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"

export async function noteSeen(core: Core, user: UserRow | null, token: ApiTokenRow | null): Promise<void> {
  try {
    await write(core, user, token)
  } catch (cause) {
    // A full disk or a read-only database: who may ask still gets an answer, and running servers still know their users.
    if (!(cause instanceof Fault)) throw cause
    core.log.warn("failed to note when somebody was last seen; the request goes on", { cause })
  }
}

async function write(core: Core, user: UserRow | null, token: ApiTokenRow | null): Promise<void> {
  const now = core.clock.now()
  if (token !== null && isDue(core, token.last_activity, now))
    await touchTokens(core.db, new Map([[token.id, now]]), now)
  // What a server does by itself is no activity of its user: it would never count as idle.
  const byServer = token?.note?.startsWith("Server at ") === true
  if (user !== null && !byServer && isDue(core, user.last_activity, now)) {
    await touchUsers(core.db, new Map([[user.id, now]]), now)
  }
}

function isDue(core: Core, last: Date | null, now: Date): boolean {
  const resolution = core.config.get("JupyterHub.activity_resolution")
  if (last === null || resolution === 0) return true
  const age = now.getTime() - last.getTime()
  return age > resolution * 1000 || age < -aheadMs
}
