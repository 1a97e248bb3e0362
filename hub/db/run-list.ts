/** Runs as lists show them: newest first, in pages, under the names that their users and servers have now. */
import type { Knex } from "knex"
import type { Queryable } from "./db.ts"
import type { RunRow } from "./rows.ts"
import { runs } from "./runs.ts"

export interface RunQuery {
  /** live: not ended yet; absent is both. */
  readonly state?: "live" | "ended"
  /** Name of the user, as it is now. */
  readonly user?: string
  /** The one of this id. */
  readonly id?: string
  /** Only the runs of these users, of members of these groups, and of these servers; absent is every run. */
  readonly only?: {
    readonly users: readonly string[]
    readonly groups: readonly string[]
    readonly servers: readonly { readonly user: string; readonly name: string }[]
  }
  readonly offset: number
  readonly limit: number
}

/**
 * One page, and how many there are on all pages. A run keeps the name that its user had: the row's own user decides
 * whose it is, so that who takes a name later does not see the runs of who had it before.
 */
export async function listRuns(db: Queryable, query: RunQuery): Promise<{ rows: RunRow[]; total: number }> {
  const counted = await matching(db, query).count({ n: "*" }).first()
  const rows = await matching(db, query)
    .orderBy([
      { column: "carme_runs.requested_at", order: "desc" },
      { column: "carme_runs.id", order: "desc" },
    ])
    .offset(query.offset)
    .limit(query.limit)
    .select([...runs.columns, "users.name as user_now", "spawners.name as server_now"])
  return { rows: rows.map(renamed), total: Number(counted?.n ?? 0) }
}

function matching(db: Queryable, { state, user, id, only }: RunQuery): Knex.QueryBuilder {
  const found = db
    .q("carme_runs")
    .leftJoin("users", "users.id", "carme_runs.user_id")
    .leftJoin("spawners", "spawners.id", "carme_runs.spawner_id")
  if (state === "live") found.whereNotNull("carme_runs.live_key")
  if (state === "ended") found.whereNull("carme_runs.live_key")
  if (id !== undefined) found.where("carme_runs.id", id)
  if (user !== undefined) found.where("users.name", user)
  if (only === undefined) return found
  return found.where(either => {
    either.whereIn("users.name", only.users)
    if (only.groups.length > 0) either.orWhereIn("carme_runs.user_id", members(db, only.groups))
    for (const server of only.servers)
      either.orWhere(one => one.where("users.name", server.user).where("spawners.name", server.name))
  })
}

function members(db: Queryable, groups: readonly string[]): Knex.QueryBuilder {
  return db
    .q("user_group_map")
    .join("groups", "groups.id", "user_group_map.group_id")
    .whereIn("groups.name", groups)
    .select("user_group_map.user_id")
}

function renamed(raw: Readonly<Record<string, unknown>>): RunRow {
  const run = runs.read(raw)
  const { user_now, server_now } = raw
  return {
    ...run,
    user_name: typeof user_now === "string" ? user_now : run.user_name,
    server_name: typeof server_now === "string" ? server_now : run.server_name,
  }
}
