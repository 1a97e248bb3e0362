/** Who is in which group and holds which role: the tables user_group_map and {user,group,service}_role_map, as names. */
import { inChunks, mostRows } from "./chunks.ts"
import type { Queryable } from "./db.ts"

/** What can hold a role. */
export type HolderKind = "user" | "group" | "service"

/** User name -> names of groups, sorted. A user in none is missing. */
export async function groupNamesOf(db: Queryable, userNames: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await inChunks(userNames, chunk => groupPairs(db, "users.name", chunk))
  return collect(rows, row => String(row.key))
}

/** User id -> names of groups, sorted. */
export async function groupNamesOfUsers(db: Queryable, userIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await inChunks(userIds, chunk => groupPairs(db, "users.id", chunk))
  return collect(rows, row => Number(row.key))
}

/** User id -> names of the roles given to the user itself, sorted. */
export function roleNamesOfUsers(db: Queryable, ids: readonly number[]): Promise<Map<number, string[]>> {
  return roleNamesOfHolders(db, "user", ids)
}

export async function roleNamesOfHolders(
  db: Queryable,
  kind: HolderKind,
  ids: readonly number[],
): Promise<Map<number, string[]>> {
  const map = `${kind}_role_map`
  const rows: Pair[] = await inChunks(ids, chunk =>
    db
      .q(map)
      .join("roles", "roles.id", `${map}.role_id`)
      .whereIn(`${map}.${kind}_id`, chunk)
      .orderBy("roles.name")
      .select({ key: `${map}.${kind}_id`, name: "roles.name" }),
  )
  return collect(rows, row => Number(row.key))
}

/** Group id -> names of members, sorted. */
export async function memberNamesOfGroups(db: Queryable, groupIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows: Pair[] = await inChunks(groupIds, chunk =>
    db
      .q("user_group_map")
      .join("users", "users.id", "user_group_map.user_id")
      .whereIn("user_group_map.group_id", chunk)
      .orderBy("users.name")
      .select({ key: "user_group_map.group_id", name: "users.name" }),
  )
  return collect(rows, row => Number(row.key))
}

/** Members already there are left alone. */
export async function addGroupMembers(db: Queryable, groupId: number, userIds: readonly number[]): Promise<void> {
  await addPairs(
    db,
    userIds.map(userId => ({ user_id: userId, group_id: groupId })),
  )
}

export async function removeGroupMembers(db: Queryable, groupId: number, userIds: readonly number[]): Promise<void> {
  await inChunks(userIds, async chunk => {
    await db.q("user_group_map").where({ group_id: groupId }).whereIn("user_id", chunk).delete()
    return []
  })
}

/** Makes these the groups of the user, and no others. */
export async function setGroupsOfUser(db: Queryable, userId: number, groupIds: readonly number[]): Promise<void> {
  await db.q("user_group_map").where({ user_id: userId }).whereNotIn("group_id", groupIds).delete()
  await addPairs(
    db,
    groupIds.map(groupId => ({ user_id: userId, group_id: groupId })),
  )
}

interface Pair {
  readonly key: string | number
  readonly name: string
}

async function addPairs(db: Queryable, pairs: readonly { user_id: number; group_id: number }[]): Promise<void> {
  await inChunks(
    pairs,
    async chunk => {
      await db
        .q("user_group_map")
        .insert([...chunk])
        .onConflict(["user_id", "group_id"])
        .ignore()
      return []
    },
    mostRows,
  )
}

function groupPairs(
  db: Queryable,
  column: "users.id" | "users.name",
  keys: readonly (string | number)[],
): Promise<Pair[]> {
  return db
    .q("user_group_map")
    .join("groups", "groups.id", "user_group_map.group_id")
    .join("users", "users.id", "user_group_map.user_id")
    .whereIn(column, keys)
    .orderBy("groups.name")
    .select({ key: column, name: "groups.name" })
    .then(rows => rows)
}

function collect<K>(rows: readonly Pair[], keyOf: (row: Pair) => K): Map<K, string[]> {
  const grouped = new Map<K, string[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const known = grouped.get(key)
    if (known) known.push(row.name)
    else grouped.set(key, [row.name])
  }
  return grouped
}
