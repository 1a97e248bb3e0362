/** Throws away all that a hub keeps in its database, and nothing else that is in it; says what it was. */
import type { Log } from "../plugin/context.ts"
import { Refusal } from "../plugin/errors.ts"
import { backUp } from "./back-up.ts"
import type { Db, Dialect, Queryable } from "./db.ts"
import { quoter } from "./ddl.ts"
import { exclusively } from "./exclusively.ts"
import { alembicVersion, jupyterhubTables } from "./jupyterhub-schema.ts"
import { currentRevision } from "./migrate.ts"
import { knownRevisions } from "./upgrade.ts"

const counted = { users: "users", groups: "groups", api_tokens: "tokens", shares: "shares" } as const

/** The tables are gone then, as in a database that was never used. Throws Refusal 409 for one of another program. */
export async function resetDatabase(db: Db, now: Date, log: Log): Promise<void> {
  if (!(await checkOwner(db))) return
  const present = await hubTables(db)
  const backup = await backUp(db, now)
  const copy =
    backup === null
      ? "There is no copy: restore it from a backup of the database server's own, should this be a mistake."
      : `The database as it was is in ${backup}.`
  log.warn(`JupyterHub.reset_db is set: deleting ${await contents(db, present)}. ${copy}`)
  await exclusively(db, t => dropAll(t))
}

/** Tables called `users` may be another program's: only a database that JupyterHub's schema was put into is a hub's. */
async function checkOwner(db: Db): Promise<boolean> {
  const revision = await currentRevision(db)
  if (revision === null) return false
  if (knownRevisions.includes(revision)) return true
  throw new Refusal(
    409,
    `JupyterHub.reset_db deletes nothing here: the database has schema version ${revision}, which is none of JupyterHub 5 to 6.1. Empty it by hand, or give the hub one of its own`,
  )
}

/** Names of tables of JupyterHub's and ours that are there, those that refer to others first. */
async function hubTables(t: Queryable): Promise<readonly string[]> {
  const names: string[] = (await listing[t.dialect](t)).map(({ name }) => name)
  const theirs = [...jupyterhubTables.toReversed(), alembicVersion].map(table => table.name)
  return [...names.filter(name => name.startsWith("carme_")), ...theirs.filter(name => names.includes(name))]
}

type Listing = (t: Queryable) => PromiseLike<{ name: string }[]>

const listing: Readonly<Record<Dialect, Listing>> = {
  // The newest first.
  sqlite3: ({ q }) => q("sqlite_master").where({ type: "table" }).orderBy("rowid", "desc").select("name"),
  pg: ({ q }) => q("pg_tables").whereRaw("schemaname = current_schema()").select({ name: "tablename" }),
  mysql2: ({ q }) =>
    q("information_schema.tables").whereRaw("table_schema = DATABASE()").select({ name: "table_name" }),
}

async function contents(db: Db, present: readonly string[]): Promise<string> {
  const parts: string[] = []
  for (const [table, what] of Object.entries(counted)) {
    if (present.includes(table)) parts.push(`${await count(db, table)} ${what}`)
  }
  if (present.includes("spawners")) {
    const running = Number((await db.q("spawners").whereNotNull("server_id").count({ n: "*" }).first())?.n ?? 0)
    parts.push(running === 0 ? "no running server" : `what is known of ${running} running servers, which run on unseen`)
  }
  return `${parts.join(", ")} and all else that the hub keeps`
}

async function count(db: Db, table: string): Promise<number> {
  return Number((await db.q(table).count({ n: "*" }).first())?.n ?? 0)
}

/** Read again under the lock: another hub may have been faster. */
async function dropAll(t: Queryable): Promise<void> {
  const quote = quoter(t.dialect)
  const names = (await hubTables(t)).map(quote)
  if (names.length === 0) return
  if (t.dialect === "pg") await t.q.raw(`DROP TABLE ${names.join(", ")}`)
  else if (t.dialect === "mysql2") await dropUnchecked(t, `DROP TABLE ${names.join(", ")}`)
  else {
    await t.q.raw("PRAGMA defer_foreign_keys = ON")
    for (const name of names) await t.q.raw(`DROP TABLE ${name}`)
  }
}

/** MariaDB minds the order in which tables go that refer to each other; the setting is that of a connection. */
async function dropUnchecked(t: Queryable, statement: string): Promise<void> {
  await t.q.transaction(async one => {
    await one.raw("SET FOREIGN_KEY_CHECKS = 0")
    try {
      await one.raw(statement)
    } finally {
      await one.raw("SET FOREIGN_KEY_CHECKS = 1")
    }
  })
}
