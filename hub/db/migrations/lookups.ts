/** Indexes on JupyterHub's tables for what a hub asks of one user, client, group or role: without them a site's whole table is read each time. */
import type { Queryable } from "../db.ts"

/** Table -> columns. Named `carme_...`: JupyterHub works on with them, and its own upgrades leave them alone. */
const lookups: Readonly<Record<string, readonly string[]>> = {
  spawners: ["user_id", "server_id", "oauth_client_id"],
  api_tokens: ["user_id", "client_id"],
  user_group_map: ["group_id"],
  user_role_map: ["role_id"],
}

export async function addLookups(db: Queryable): Promise<void> {
  for (const [table, column] of missing(db))
    await db.q.raw(`CREATE INDEX ${nameOf(table, column)} ON ${table} (${column})`)
}

export async function dropLookups(db: Queryable): Promise<void> {
  for (const [table, column] of missing(db)) await db.q.raw(`DROP INDEX ${nameOf(table, column)}`)
}

/** MySQL and MariaDB make an index for each foreign key by themselves. */
function missing(db: Queryable): readonly (readonly [string, string])[] {
  if (db.dialect === "mysql2") return []
  return Object.entries(lookups).flatMap(([table, columns]) => columns.map(column => [table, column] as const))
}

function nameOf(table: string, column: string): string {
  return `carme_ix_${table}_${column}`
}
