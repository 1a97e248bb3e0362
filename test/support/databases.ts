/** A database of its own for a test, on each of the three kinds that answers; one that does not is a visible skip. */
import { join } from "node:path"
import type { Test } from "tap"
import { connect } from "../../hub/db/connect.ts"
import type { Db } from "../../hub/db/db.ts"
import { migrate } from "../../hub/db/migrate.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"

/** Where the servers are: empty the variable to leave one out. */
const servers = {
  PostgreSQL: process.env.CARME_TEST_PG ?? "postgresql://postgres@127.0.0.1:5432/postgres",
  MariaDB: process.env.CARME_TEST_MYSQL ?? "mysql+pymysql://root@127.0.0.1:3306/mysql",
}

export type EmptyDatabase = { readonly url: string; open(): Db }

/** With the schema in place. */
export async function forEachDatabase(t: Test, fn: (t: Test, db: Db) => Promise<void>): Promise<void> {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await migrate(db)
    await fn(t, db)
  })
}

/** Without any table; `open` may be called as often as there are hubs in the test. */
export async function forEachEmptyDatabase(
  t: Test,
  fn: (t: Test, empty: EmptyDatabase) => Promise<void>,
): Promise<void> {
  await t.test("SQLite", async t => fn(t, opener(t, `sqlite:///${join(t.testdir(), "hub.sqlite")}`)))
  for (const [name, url] of Object.entries(servers)) {
    const missing = await whyMissing(url)
    if (missing !== null) {
      await t.test(name, { skip: missing }, async () => {})
      continue
    }
    await t.test(name, async t => fn(t, opener(t, await createDatabase(t, url))))
  }
}

/** The quickest database, for tests that are not about databases: SQLite in memory. */
export async function sqliteDb(t: Test): Promise<Db> {
  const db = opener(t, "sqlite://").open()
  await migrate(db)
  return db
}

function opener(t: Test, url: string): EmptyDatabase {
  const opened: Db[] = []
  t.teardown(() => Promise.all(opened.map(db => db.close())))
  return {
    url,
    open() {
      const db = connect(parseDatabaseUrl(url, "/"), { pool_timeout: 20 })
      opened.push(db)
      return db
    },
  }
}

async function createDatabase(t: Test, server: string): Promise<string> {
  const name = `carme_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  await administer(server, `CREATE DATABASE ${name}`)
  // Registered first, so run last: connections are closed by then, and those that a test lost are cut.
  t.teardown(() =>
    administer(server, `DROP DATABASE IF EXISTS ${name}${server.startsWith("postgres") ? " WITH (FORCE)" : ""}`),
  )
  return server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
}

async function administer(server: string, statement: string): Promise<void> {
  const db = connect(parseDatabaseUrl(server, "/"))
  try {
    await db.q.raw(statement)
  } finally {
    await db.close()
  }
}

const answers = new Map<string, Promise<string | null>>()

function whyMissing(server: string): Promise<string | null> {
  const known = answers.get(server)
  if (known) return known
  const asked = server === "" ? Promise.resolve("left out by its variable") : ask(server)
  answers.set(server, asked)
  return asked
}

async function ask(server: string): Promise<string | null> {
  try {
    await administer(server, "SELECT 1")
    return null
  } catch (error) {
    return (error as Error).message
  }
}
