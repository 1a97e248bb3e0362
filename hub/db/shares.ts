/** The table `shares`: who else than its owner may do what with a server. */
import type { Knex } from "knex"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import { type ListPage, readServer, type SharedServer, serverColumns, withServer } from "./shared-server.ts"
import { toColumn } from "./times.ts"

/** Access to one server, given to a user or to a group: exactly one of `user_id` and `group_id` is set. */
export interface ShareRow {
  readonly id: number
  readonly created_at: Date
  /** The server's owner. */
  readonly owner_id: number
  readonly spawner_id: number
  readonly user_id: number | null
  readonly group_id: number | null
  /** With a filter on the server as it was called when they were written. */
  readonly scopes: readonly string[]
  readonly expires_at: Date | null
}

const shares = codec<ShareRow>("shares", {
  id: "plain",
  created_at: "time",
  owner_id: "plain",
  spawner_id: "plain",
  user_id: "plain",
  group_id: "plain",
  scopes: "list",
  expires_at: "timeOrNull",
})

/** With the names that the API shows, read in the same query. */
export interface NamedShare extends ShareRow, SharedServer {
  readonly user: string | null
  readonly group: string | null
}

export type Sharee = { readonly userId: number } | { readonly groupId: number }

/** `everyGroupOf`: shared with this user or with a group that the user is in. */
export type ShareFilter =
  | Sharee
  | { readonly ownerId: number }
  | { readonly spawnerId: number }
  | { readonly everyGroupOf: number }

/** By id, without those that have expired. */
export async function listShares(
  db: Queryable,
  filter: ShareFilter,
  page: ListPage,
  now: Date,
): Promise<{ readonly rows: readonly NamedShare[]; readonly total: number }> {
  const found = () => matching(db, filter).where(unexpired(now))
  const counted = await found().count({ n: "shares.id" }).first()
  const rows: Raw[] = await named(found()).orderBy("shares.id").offset(page.offset).limit(page.limit)
  return { rows: rows.map(readNamed), total: Number(counted?.n ?? 0) }
}

/** The share of that server with that user or group itself. */
export async function findShare(
  db: Queryable,
  spawnerId: number,
  sharee: Sharee,
  now: Date,
): Promise<NamedShare | null> {
  const found = matching(db, sharee).where("shares.spawner_id", spawnerId).where(unexpired(now))
  const row: Raw | undefined = await named(found).orderBy("shares.id").first()
  return row ? readNamed(row) : null
}

export async function insertShare(db: Queryable, row: Omit<ShareRow, "id">): Promise<void> {
  await insert(db, "shares", shares.write(row))
}

export async function updateShareScopes(db: Queryable, id: number, scopes: readonly string[]): Promise<void> {
  await db.q("shares").where({ id }).update(shares.write({ scopes }))
}

/** Those of a server: all, or those with one user or group. Returns how many there were. */
export async function deleteShares(db: Queryable, spawnerId: number, sharee?: Sharee): Promise<number> {
  const found = db.q("shares").where({ spawner_id: spawnerId })
  return (sharee ? found.where(shareeColumns(sharee)) : found).delete()
}

export async function deleteExpiredShares(db: Queryable, now: Date): Promise<number> {
  return db.q("shares").where("expires_at", "<", toColumn(now)).delete()
}

/**
 * Locks a server's shares until the transaction ends, of which it has to be the first statement: nothing in JupyterHub's
 * schema keeps two shares of one server with one user apart. False: the server is gone.
 */
export async function lockShares(t: Queryable, spawnerId: number): Promise<boolean> {
  const changed = await t
    .q("spawners")
    .where({ id: spawnerId })
    .update({ name: t.q.ref("name") })
  return changed > 0
}

type Raw = Readonly<Record<string, unknown>>

function matching(db: Queryable, filter: ShareFilter): Knex.QueryBuilder {
  const found = withServer(db.q("shares"), "shares")
  if ("ownerId" in filter) return found.where("shares.owner_id", filter.ownerId)
  if ("spawnerId" in filter) return found.where("shares.spawner_id", filter.spawnerId)
  if (!("everyGroupOf" in filter)) return found.where(shareeColumns(filter))
  const groups = db.q("user_group_map").where({ user_id: filter.everyGroupOf }).select("group_id")
  return found.where(share => share.where("shares.user_id", filter.everyGroupOf).orWhereIn("shares.group_id", groups))
}

function named(found: Knex.QueryBuilder): Knex.QueryBuilder {
  return found
    .leftJoin("users as sharees", "sharees.id", "shares.user_id")
    .leftJoin("groups as sharing", "sharing.id", "shares.group_id")
    .select(shares.columns)
    .select({ ...serverColumns, sharee_name: "sharees.name", group_name: "sharing.name" })
}

function readNamed(raw: Raw): NamedShare {
  const name = (value: unknown) => (value === null ? null : String(value))
  return { ...shares.read(raw), ...readServer(raw), user: name(raw.sharee_name), group: name(raw.group_name) }
}

function shareeColumns(sharee: Sharee): Record<string, number> {
  return "userId" in sharee ? { "shares.user_id": sharee.userId } : { "shares.group_id": sharee.groupId }
}

function unexpired(now: Date): Knex.QueryCallback {
  return share => void share.whereNull("shares.expires_at").orWhere("shares.expires_at", ">=", toColumn(now))
}
