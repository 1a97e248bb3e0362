/** Which users hold some of the given roles, themselves or by a group. */
import type { Queryable } from "./db.ts"

export interface RoleHolder {
  readonly user: string
  /** Sorted, each once. */
  readonly roles: readonly string[]
}

/** One query for everybody, in the order of the users' names. */
export async function holdersOfRoles(db: Queryable, names: readonly string[]): Promise<RoleHolder[]> {
  if (names.length === 0) return []
  const pairs = db
    .q("user_role_map as m")
    .join("roles as r", "r.id", "m.role_id")
    .whereIn("r.name", names)
    .select({ user_id: "m.user_id", role: "r.name" })
    .union(
      db
        .q("group_role_map as g")
        .join("roles as r", "r.id", "g.role_id")
        .join("user_group_map as u", "u.group_id", "g.group_id")
        .whereIn("r.name", names)
        .select({ user_id: "u.user_id", role: "r.name" }),
    )
  const rows: { readonly name: string; readonly role: string }[] = await db
    .q(pairs.as("held"))
    .join("users", "users.id", "held.user_id")
    .orderBy(["users.name", "held.role"])
    .select({ name: "users.name", role: "held.role" })
  const holders = new Map<string, string[]>()
  for (const { name, role } of rows) holders.set(name, [...(holders.get(name) ?? []), role])
  return [...holders].map(([user, roles]) => ({ user, roles }))
}
