/** The table `roles`, and who holds them by which grant. */
import { inChunks, mostRows } from "./chunks.ts"
import { codec } from "./codec.ts"
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import type { HolderKind } from "./members.ts"
import type { RoleRow } from "./rows.ts"

export const roles = codec<RoleRow>("roles", {
  id: "plain",
  name: "text",
  description: "plain",
  scopes: "list",
  managed_by_auth: "bool",
})

export async function listRoles(db: Queryable): Promise<RoleRow[]> {
  return (await db.q("roles").orderBy("id").select(roles.columns)).map(roles.read)
}

export async function findRolesByNames(db: Queryable, names: readonly string[]): Promise<RoleRow[]> {
  return (await db.q("roles").whereIn("name", names).select(roles.columns)).map(roles.read)
}

/** The id of the role of that name, unless there is none or the user holds it itself. */
export async function findRoleNotHeld(db: Queryable, name: string, userId: number): Promise<number | null> {
  const [row] = await notHeld(db, [name, userId])
  return row ? Number(row.id) : null
}

const notHeld = compiled(db => {
  const held = db.q("user_role_map").where({ user_id: 0 }).whereRaw("user_role_map.role_id = roles.id")
  return db
    .q("roles")
    .where({ name: "" })
    .whereNotExists(held.select(db.q.raw("1")))
    .select("id")
})

/** All roles of a user, those of its groups included, or of a service: each once, by name, in one query. */
export async function rolesOf(
  db: Queryable,
  owner: { readonly userId: number } | { readonly serviceId: number },
): Promise<RoleRow[]> {
  const held =
    "userId" in owner
      ? db
          .q("user_role_map")
          .where({ user_id: owner.userId })
          .select("role_id")
          .union(
            db
              .q("group_role_map")
              .join("user_group_map", "user_group_map.group_id", "group_role_map.group_id")
              .where("user_group_map.user_id", owner.userId)
              .select("group_role_map.role_id"),
          )
      : db.q("service_role_map").where({ service_id: owner.serviceId }).select("role_id")
  return (await db.q("roles").whereIn("id", held).orderBy("name").select(roles.columns)).map(roles.read)
}

export async function insertRoles(db: Queryable, rows: readonly Omit<RoleRow, "id">[]): Promise<RoleRow[]> {
  await insertMany(db, "roles", rows.map(roles.write))
  return findRolesByNames(
    db,
    rows.map(row => row.name),
  )
}

export async function updateRole(db: Queryable, id: number, patch: Partial<Omit<RoleRow, "id">>): Promise<void> {
  const columns = roles.write(patch)
  if (Object.keys(columns).length > 0) await db.q("roles").where({ id }).update(columns)
}

export async function deleteRoles(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.q("roles").whereIn("id", ids).delete()
}

/** Ids of those who hold the role themselves. */
export async function holderIds(db: Queryable, kind: HolderKind, roleId: number): Promise<number[]> {
  return db.q(`${kind}_role_map`).where({ role_id: roleId }).orderBy(`${kind}_id`).pluck(`${kind}_id`)
}

/** Grants the role to many; a grant that is there stays as it is. */
export async function grantRole(
  db: Queryable,
  kind: HolderKind,
  roleId: number,
  ids: readonly number[],
  managedByAuth = false,
): Promise<void> {
  await inChunks(
    [...new Set(ids)],
    async chunk => {
      const rows = chunk.map(id => ({ [`${kind}_id`]: id, role_id: roleId, managed_by_auth: managedByAuth }))
      await db
        .q(`${kind}_role_map`)
        .insert(rows)
        .onConflict([`${kind}_id`, "role_id"])
        .ignore()
      return []
    },
    mostRows,
  )
}

export async function revokeRole(
  db: Queryable,
  kind: HolderKind,
  roleId: number,
  ids: readonly number[],
): Promise<void> {
  await inChunks(ids, async chunk => {
    await db.q(`${kind}_role_map`).where({ role_id: roleId }).whereIn(`${kind}_id`, chunk).delete()
    return []
  })
}

/** Makes these the holders of the role, and no others; `managedByAuth` says of all of them that the authenticator gave it. */
export async function setHolders(
  db: Queryable,
  kind: HolderKind,
  roleId: number,
  ids: readonly number[],
  managedByAuth = false,
): Promise<void> {
  const wanted = new Set(ids)
  const extra = (await holderIds(db, kind, roleId)).filter(id => !wanted.has(id))
  await revokeRole(db, kind, roleId, extra)
  await grantRole(db, kind, roleId, ids, managedByAuth)
  if (managedByAuth) await db.q(`${kind}_role_map`).where({ role_id: roleId }).update({ managed_by_auth: true })
}

/** Takes back what authenticators gave, but for holders of the roles that are kept; says how much. */
export async function revokeManaged(db: Queryable, kind: HolderKind, keptRoles: readonly number[]): Promise<number> {
  return db.q(`${kind}_role_map`).where({ managed_by_auth: true }).whereNotIn("role_id", keptRoles).delete()
}

/** Grants the role to every user that has none: those whom another program or an older hub made. */
export async function grantRoleToUsersWithoutOne(db: Queryable, roleId: number): Promise<void> {
  const roleless = db
    .q("users")
    .whereNotExists(db.q("user_role_map").whereRaw("user_role_map.user_id = users.id").select(db.q.raw("1")))
    .select("users.id", db.q.raw("?", [roleId]), db.q.raw("?", [false]))
  await db.q(db.q.raw("?? (??, ??, ??)", ["user_role_map", "user_id", "role_id", "managed_by_auth"])).insert(roleless)
}
