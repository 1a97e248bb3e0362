/** The table `spawners`: a user's servers, running or not. */
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import type { SpawnerRow } from "./rows.ts"
import { touch } from "./touch.ts"

export const spawners = codec<SpawnerRow>("spawners", {
  id: "plain",
  user_id: "plain",
  server_id: "plain",
  state: "boundedJson",
  name: "text",
  display_name: "plain",
  started: "timeOrNull",
  last_activity: "timeOrNull",
  user_options: "boundedJson",
  oauth_client_id: "plain",
})

export type NewSpawner = Omit<SpawnerRow, "id">

export async function findSpawner(db: Queryable, userId: number, name: string): Promise<SpawnerRow | null> {
  // Nothing in the schema forbids two rows of one name: the oldest is the one that JupyterHub finds, too.
  const row = await db.q("spawners").where({ user_id: userId, name }).orderBy("id").first(spawners.columns)
  return row ? spawners.read(row) : null
}

export function findSpawnersByIds(db: Queryable, ids: readonly number[]): Promise<SpawnerRow[]> {
  return inChunks(ids, async chunk =>
    (await db.q("spawners").whereIn("id", chunk).select(spawners.columns)).map(spawners.read),
  )
}

/** User id -> servers, sorted by name. */
export async function spawnersOfUsers(db: Queryable, userIds: readonly number[]): Promise<Map<number, SpawnerRow[]>> {
  const rows = await inChunks(userIds, async chunk =>
    (await db.q("spawners").whereIn("user_id", chunk).orderBy(["user_id", "name", "id"]).select(spawners.columns)).map(
      spawners.read,
    ),
  )
  const grouped = new Map<number, SpawnerRow[]>()
  for (const row of rows) {
    const known = grouped.get(row.user_id)
    if (known) known.push(row)
    else grouped.set(row.user_id, [row])
  }
  return grouped
}

/** Those that JupyterHub calls active: with a row in `servers`. */
export async function findActiveSpawners(db: Queryable): Promise<SpawnerRow[]> {
  return (await db.q("spawners").whereNotNull("server_id").orderBy("id").select(spawners.columns)).map(spawners.read)
}

/** Active ones without a live run: another hub started them. */
export async function findForeignSpawners(db: Queryable): Promise<SpawnerRow[]> {
  const live = db.q("carme_runs").whereRaw("carme_runs.live_key = spawners.id").select(db.q.raw("1"))
  const rows = await db
    .q("spawners")
    .whereNotNull("server_id")
    .whereNotExists(live)
    .orderBy("id")
    .select(spawners.columns)
  return rows.map(spawners.read)
}

/** A named server with what a rename has to know of it. */
export interface NamedServer {
  readonly id: number
  readonly user_id: number
  readonly user_name: string
  readonly name: string
  readonly display_name: string | null
  readonly active: boolean
}

/** All that have a name, oldest first. */
export async function findNamedServers(db: Queryable): Promise<readonly NamedServer[]> {
  const rows = await db
    .q("spawners")
    .join("users", "users.id", "spawners.user_id")
    .whereNot("spawners.name", "")
    .orderBy("spawners.id")
    .select("spawners.id", "spawners.user_id", "spawners.name", "spawners.display_name", "spawners.server_id")
    .select({ user_name: "users.name" })
  return rows.map(({ server_id, ...row }) => ({ ...row, active: server_id !== null }))
}

export async function insertSpawner(db: Queryable, row: NewSpawner): Promise<SpawnerRow> {
  return { id: await insert(db, "spawners", spawners.write(row)), ...row }
}

export async function updateSpawner(db: Queryable, id: number, patch: Partial<NewSpawner>): Promise<void> {
  const columns = spawners.write(patch)
  if (Object.keys(columns).length > 0) await db.q("spawners").where({ id }).update(columns)
}

export async function deleteSpawner(db: Queryable, id: number): Promise<boolean> {
  return (await db.q("spawners").where({ id }).delete()) === 1
}

/** Moves last_activity forward, never back, for many servers in one statement. */
export function touchSpawners(db: Queryable, times: ReadonlyMap<number, Date>, now: Date): Promise<void> {
  return touch(db, "spawners", times, now)
}
