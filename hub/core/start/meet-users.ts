/** Tells the authenticator of the users in the database, as at each start of JupyterHub, and heeds which names it no longer accepts. */
import { findUserByName, listUserNames } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { isBlocked } from "../users/allow-rules.ts"
import { removeUser } from "../users/user-removal.ts"

export async function meetUsers(core: Core): Promise<void> {
  const { meet } = core.authenticator
  if (meet === undefined) return
  const names = (await listUserNames(core.db)).filter(name => !isBlocked(core, name))
  const invalid = await meet(names, core.authenticatorContext)
  for (const name of invalid) {
    if (!core.config.get("Authenticator.delete_invalid_users")) {
      core.log.warn(
        `The authenticator does not accept the user ${name} of the database. Delete the user, or set Authenticator.delete_invalid_users.`,
      )
      continue
    }
    const user = await findUserByName(core.db, name)
    if (user === null) continue
    core.log.warn(`Deleting the user ${name}, whom the authenticator does not accept`)
    await removeUser(core, user)
  }
}
