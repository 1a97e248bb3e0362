/** The user that a path names, exactly as written there, or a 404. */
import type { Core } from "../../core/core.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"

export async function knownUser(core: Core, name: string | undefined, message = ""): Promise<UserRow> {
  const user = await findUserByName(core.db, name ?? "")
  if (!user) throw new Refusal(404, message)
  return user
}
