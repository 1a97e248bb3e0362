/** The table `users`. */
import type { Knex } from "knex"
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import { compiled } from "./compiled.ts"
import type { Queryable } from "./db.ts"
import { insertMany } from "./insert.ts"
import type { UserRow } from "./rows.ts"
import { toColumn } from "./times.ts"
import { touch } from "./touch.ts"

export const users = codec<UserRow>("users", {
  id: "plain",
  name: "text",
  admin: "bool",
  created: "time",
  last_activity: "timeOrNull",
  cookie_id: "plain",
  user_info: "json",
  encrypted_auth_state: "blob",
})

export type NewUser = Omit<UserRow, "id">

export async function findUserByName(db: Queryable, name: string): Promise<UserRow | null> {
  return one(await byName(db, [name]))
}

export async function findUserById(db: Queryable, id: number): Promise<UserRow | null> {
  return one(await byId(db, [id]))
}

export async function findUserByCookieId(db: Queryable, cookieId: string): Promise<UserRow | null> {
  return one(await byCookieId(db, [cookieId]))
}

const byName = compiled(db => db.q("users").where({ name: "" }).select(users.columns))
const byId = compiled(db => db.q("users").where({ id: 0 }).select(users.columns))
const byCookieId = compiled(db => db.q("users").where({ cookie_id: "" }).select(users.columns))

function one([row]: readonly Readonly<Record<string, unknown>>[]): UserRow | null {
  return row ? users.read(row) : null
}

/** In no particular order; names that are not there are missing. */
export function findUsersByNames(db: Queryable, names: readonly string[]): Promise<UserRow[]> {
  return inChunks([...new Set(names)], async chunk =>
    (await db.q("users").whereIn("name", chunk).select(users.columns)).map(users.read),
  )
}

export function findUsersByIds(db: Queryable, ids: readonly number[]): Promise<UserRow[]> {
  return inChunks([...new Set(ids)], async chunk =>
    (await db.q("users").whereIn("id", chunk).select(users.columns)).map(users.read),
  )
}

/** In the order given. A name that is taken fails the statement (see isUniqueViolation). */
export async function insertUsers(db: Queryable, rows: readonly NewUser[]): Promise<UserRow[]> {
  await insertMany(db, "users", rows.map(users.write))
  const inserted = await inChunks(
    rows.map(row => row.cookie_id),
    async chunk => (await db.q("users").whereIn("cookie_id", chunk).select(users.columns)).map(users.read),
  )
  const order = new Map(rows.map((row, i) => [row.cookie_id, i]))
  return inserted.sort((a, b) => (order.get(a.cookie_id) ?? 0) - (order.get(b.cookie_id) ?? 0))
}

export async function updateUser(db: Queryable, id: number, patch: Partial<NewUser>): Promise<void> {
  const columns = users.write(patch)
  if (Object.keys(columns).length > 0) await db.q("users").where({ id }).update(columns)
}

/** Sets the admin flag of many at once; returns how many there were. */
export async function setUsersAdmin(db: Queryable, ids: readonly number[], admin: boolean): Promise<void> {
  await inChunks(ids, async chunk => {
    await db.q("users").whereIn("id", chunk).update({ admin })
    return []
  })
}

export async function setUserAuthState(db: Queryable, id: number, encrypted: Buffer | null): Promise<void> {
  await db.q("users").where({ id }).update({ encrypted_auth_state: encrypted })
}

/** Servers, tokens, memberships and shares go with the row, by the database's own cascade. */
export async function deleteUser(db: Queryable, id: number): Promise<boolean> {
  return (await db.q("users").where({ id }).delete()) === 1
}

/** Moves last_activity forward, never back, for many users in one statement. */
export function touchUsers(db: Queryable, times: ReadonlyMap<number, Date>, now: Date): Promise<void> {
  return touch(db, "users", times, now)
}

export async function listUserNames(db: Queryable): Promise<readonly string[]> {
  const rows: { name: string }[] = await db.q("users").orderBy("id").select("name")
  return rows.map(row => row.name)
}

export async function countUsers(db: Queryable): Promise<number> {
  const row = await db.q("users").count({ n: "*" }).first()
  return Number(row?.n ?? 0)
}

export async function countActiveUsers(db: Queryable, since: Date): Promise<number> {
  const row = await db.q("users").where("last_activity", ">=", toColumn(since)).count({ n: "*" }).first()
  return Number(row?.n ?? 0)
}

export interface UserQuery {
  /** Part of the name, in any case. */
  readonly nameFilter?: string
  /** active: a live run, or an address that another hub wrote; ready: a run that is ready; inactive: neither. */
  readonly state?: "active" | "ready" | "inactive"
  /** Only these users and the members of these groups; absent is everybody. */
  readonly only?: { readonly users: readonly string[]; readonly groups: readonly string[] }
  readonly sort?: "id" | "name" | "last_activity"
  readonly descending?: boolean
  readonly offset: number
  readonly limit: number
}

/** One page, and how many there are on all pages. */
export async function listUsers(db: Queryable, query: UserQuery): Promise<{ rows: UserRow[]; total: number }> {
  const counted = await matching(db, query).count({ n: "*" }).first()
  const column = query.sort ?? "id"
  const direction = query.descending ? "desc" : "asc"
  const page = matching(db, query)
  // Who never was active comes first going up and last going down, on every database alike.
  if (column === "last_activity")
    page.orderByRaw(`CASE WHEN users.last_activity IS NULL THEN 0 ELSE 1 END ${direction}`)
  page.orderBy(`users.${column}`, direction)
  if (column !== "id") page.orderBy("users.id", direction)
  const rows = await page.offset(query.offset).limit(query.limit).select(users.columns)
  return { rows: rows.map(users.read), total: Number(counted?.n ?? 0) }
}

function matching(db: Queryable, query: UserQuery): Knex.QueryBuilder {
  const found = db.q("users")
  if (query.nameFilter) {
    found.whereRaw("lower(users.name) LIKE ? ESCAPE '!'", [
      `%${query.nameFilter.toLowerCase().replace(/[!%_]/g, "!$&")}%`,
    ])
  }
  if (query.state === "inactive") found.whereNotIn("users.id", withRun(db)).whereNotIn("users.id", withAddress(db))
  if (query.state === "active")
    found.where(either => either.whereIn("users.id", withRun(db)).orWhereIn("users.id", withAddress(db)))
  if (query.state === "ready") found.whereIn("users.id", withRun(db).where("carme_runs.state", "ready"))
  const { only } = query
  if (only) {
    found.where(either => {
      either.whereIn("users.name", only.users)
      if (only.groups.length > 0) {
        either.orWhereExists(
          db
            .q("user_group_map")
            .join("groups", "groups.id", "user_group_map.group_id")
            .whereRaw("user_group_map.user_id = users.id")
            .whereIn("groups.name", only.groups)
            .select(db.q.raw("1")),
        )
      }
    })
  }
  return found
}

/**
 * Whose server is active for JupyterHub, which knows no runs. A list that is made once: JupyterHub's schema has no index
 * to look servers up by their user, one user after the other.
 */
function withAddress(db: Queryable): Knex.QueryBuilder {
  return db.q("spawners").whereNotNull("spawners.server_id").whereNotNull("spawners.user_id").select("spawners.user_id")
}

function withRun(db: Queryable): Knex.QueryBuilder {
  return db
    .q("carme_runs")
    .whereNotNull("carme_runs.live_key")
    .whereNotNull("carme_runs.user_id")
    .select("carme_runs.user_id")
}
