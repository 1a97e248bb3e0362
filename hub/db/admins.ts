/** The admin flag of users and services and the admin role: two records of one thing, which JupyterHub keeps alike. */

import { inChunks } from "./chunks.ts"
import type { Queryable } from "./db.ts"
import { grantRole } from "./roles.ts"

export type AdminKind = "user" | "service"

/** Gives the role to everybody whose flag is set. */
export async function grantRoleToFlagged(db: Queryable, kind: AdminKind, roleId: number): Promise<void> {
  const ids: number[] = await db
    .q(`${kind}s`)
    .where({ admin: true })
    .whereNotIn("id", holders(db, kind, roleId))
    .pluck("id")
  await grantRole(db, kind, roleId, ids)
}

export async function flagHolders(db: Queryable, kind: AdminKind, roleId: number): Promise<void> {
  const unflagged = db.q(`${kind}s`).where(row => row.where({ admin: false }).orWhereNull("admin"))
  await unflagged.whereIn("id", holders(db, kind, roleId)).update({ admin: true })
}

export async function unflagOthers(db: Queryable, kind: AdminKind, roleId: number): Promise<void> {
  await db
    .q(`${kind}s`)
    .where({ admin: true })
    .whereNotIn("id", holders(db, kind, roleId))
    .update({ admin: false })
}

/** Takes away everything that flag, roles and groups give these users. */
export async function stripUsers(db: Queryable, userIds: readonly number[]): Promise<void> {
  await inChunks(userIds, async ids => {
    await db.q("users").whereIn("id", ids).update({ admin: false })
    await db.q("user_role_map").whereIn("user_id", ids).delete()
    await db.q("user_group_map").whereIn("user_id", ids).delete()
    return []
  })
}

function holders(db: Queryable, kind: AdminKind, roleId: number) {
  return db.q(`${kind}_role_map`).where({ role_id: roleId }).select(`${kind}_id`)
}
