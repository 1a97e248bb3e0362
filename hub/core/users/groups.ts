/** Groups: made, filled and deleted by an admin, by the configuration, or by what the authenticator says at a login. */
import type { Queryable } from "../../db/db.ts"
import { findGroupsByNames, insertGroups } from "../../db/groups.ts"
import { setGroupsOfUser } from "../../db/members.ts"
import type { GroupRow, UserRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"

/** Those that are there, and new ones for the names that are not; in the order of the names. */
export async function ensureGroups(db: Queryable, names: readonly string[]): Promise<GroupRow[]> {
  const wanted = [...new Set(names)]
  const existing = await findGroupsByNames(db, wanted)
  const known = new Set(existing.map(group => group.name))
  const missing = wanted.filter(name => !known.has(name))
  const created =
    missing.length === 0
      ? []
      : await insertGroups(
          db,
          missing.map(name => ({ name, properties: {} })),
        )
  const byName = new Map([...existing, ...created].map(group => [group.name, group]))
  return wanted.flatMap(name => byName.get(name) ?? [])
}

/** Puts the user into these groups and no others: the authenticator's word, where `manage_groups` is on. */
export async function syncGroups(core: Core, user: UserRow, names: readonly string[]): Promise<void> {
  await core.db.tx(async db => {
    const groups = await ensureGroups(db, names)
    await setGroupsOfUser(
      db,
      user.id,
      groups.map(group => group.id),
    )
  })
}
