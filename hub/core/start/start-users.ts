/** The users that the configuration names: admins and allowed users are in the database from the start. */

import type { Queryable } from "../../db/db.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUsersByNames, setUsersAdmin } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { adminUsers, allowedUsers } from "../users/allow-rules.ts"
import { isValidUserName, normalizedName, shown } from "../users/user-names.ts"
import { insertNewUsers } from "../users/users.ts"

export async function loadUsers(core: Core): Promise<void> {
  const admins = [...adminUsers(core)]
  const others = [...allowedUsers(core)].filter(name => !admins.includes(name))
  checkNames(core, [...admins, ...others], "Authenticator.admin_users and allowed_users")
  await core.db.tx(async db => {
    const flagged = await ensureUsers(core, db, admins, true)
    await setUsersAdmin(
      db,
      flagged.filter(user => !user.admin).map(user => user.id),
      true,
    )
    await ensureUsers(core, db, others, false)
  })
}

/** Users that roles, groups and tokens of the configuration name; `where` is for the message about a bad name. */
export async function configuredUsers(
  core: Core,
  db: Queryable,
  names: readonly string[],
  where: string,
): Promise<UserRow[]> {
  const normalized = [...new Set(names.map(name => normalizedName(core.config, name)))]
  checkNames(core, normalized, where)
  return ensureUsers(core, db, normalized, false)
}

async function ensureUsers(core: Core, db: Queryable, names: readonly string[], admin: boolean): Promise<UserRow[]> {
  const present = await findUsersByNames(db, names)
  const known = new Set(present.map(user => user.name))
  const missing = names.filter(name => !known.has(name))
  return [...present, ...(await insertNewUsers(core, db, missing, admin))]
}

function checkNames(core: Core, names: readonly string[], where: string): void {
  const bad = names.find(name => !isValidUserName(core.config, name))
  if (bad !== undefined) throw new Refusal(400, `${where}: the user name ${shown(bad)} is not valid.`)
}
