/** A user as an authenticator is told of one, auth_state included. */
import type { UserRow } from "../../db/rows.ts"
import type { KnownUser } from "../../plugin/authenticator.ts"
import type { Core } from "../core.ts"
import { readAuthState } from "./auth-state.ts"
import { personOf } from "./person.ts"

export async function knownUser(core: Core, user: UserRow): Promise<KnownUser> {
  const [{ id, name, admin, groups }, authState] = await Promise.all([personOf(core, user), readAuthState(core, user)])
  return { id, name, admin, groups, authState }
}
