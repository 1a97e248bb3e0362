/** Whether what somebody was identified by at the beginning of a long answer still stands. */
import type { Core } from "../core/core.ts"
import type { Identity } from "../core/rbac/identity.ts"
import { findTokenCandidate } from "../db/tokens.ts"
import { findUserByCookieId } from "../db/users.ts"

/** False for a token that was revoked or has expired, and for a login of a user who is gone. */
export async function isStillIdentified(core: Core, { token, user }: Identity): Promise<boolean> {
  if (token !== null) return (await findTokenCandidate(core.db, token.id, core.clock.now())) !== null
  return user !== null && (await findUserByCookieId(core.db, user.cookie_id)) !== null
}
