/** A database of JupyterHub 5 becomes one of 6.1, with everything in it. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import { connect } from "../../hub/db/connect.ts"
import type { Db } from "../../hub/db/db.ts"
import { migrate } from "../../hub/db/migrate.ts"
import { findServiceByName } from "../../hub/db/services.ts"
import { upgradeSchema } from "../../hub/db/upgrade.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"
import { findUserByName, insertUsers } from "../../hub/db/users.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"
import { describeSchema } from "../support/schema.ts"

const added = [
  ["services", "timeout"],
  ["oauth_codes", "code_challenge"],
  ["oauth_codes", "code_challenge_method"],
  ["users", "user_info"],
  ["spawners", "display_name"],
] as const

/** As JupyterHub 5 left it: the tables of 6.1 without the columns that came since. */
async function jupyterhub5(db: Db): Promise<void> {
  await migrate(db)
  for (const [table, column] of added) await db.q.raw(`ALTER TABLE ${table} DROP COLUMN ${column}`)
  await db.q("alembic_version").update({ version_num: "4621fec11365" })
  await db.q("users").insert({ name: "ada", cookie_id: "c", created: "2026-01-01 00:00:00.000000" })
  await db.q("services").insert({ name: "s" })
}

t.test("a database that JupyterHub 5.3 made is as JupyterHub 6.1's own upgrade leaves it, row by row", async t => {
  t.testdir()
  const [ours, theirs] = [await recorded(t, "jupyterhub-5.sql"), await recorded(t, "jupyterhub-5-upgraded.sql")]
  const before = await rows(ours)
  const { from, backup } = await upgradeSchema(ours, noon)
  t.equal(from, "4621fec11365")
  const [schema, wanted] = [await describeSchema(ours), await describeSchema(theirs)]
  for (const table of Object.keys(schema).filter(isOurs)) delete schema[table]
  // Our indexes on JupyterHub's tables change nothing of what it reads and writes.
  for (const [table, lines] of Object.entries(schema)) schema[table] = lines.filter(line => !line.includes("carme_ix_"))
  t.same(schema, wanted)
  t.same(await rows(ours), await rows(theirs))
  const copy = connect(parseDatabaseUrl(`sqlite:///${backup}`, "/"))
  t.teardown(() => copy.close())
  t.same(await rows(copy), before, "and the copy is what was there")
})

/** A SQLite file with what was recorded in it. */
async function recorded(t: Test, name: string): Promise<Db> {
  const db = connect(parseDatabaseUrl(`sqlite:///${join(t.testdirName, `${name}ite`)}`, "/"))
  t.teardown(() => db.close())
  const text = readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8")
  for (const statement of text.split(/;\n/)) if (/^(CREATE|INSERT)/m.test(statement)) await db.q.raw(statement)
  return db
}

/** Table -> its rows, less our own tables. */
async function rows(db: Db): Promise<Record<string, unknown[]>> {
  const tables = (await db.q("sqlite_master").where({ type: "table" }).orderBy("name").pluck("name")).filter(
    name => !isOurs(name) && !name.startsWith("sqlite_"),
  )
  return Object.fromEntries(await Promise.all(tables.map(async name => [name, await db.q(name).select()])))
}

function isOurs(table: string): boolean {
  return table.startsWith("carme_")
}

t.test("the four revisions are gone through, and what was there stays", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await jupyterhub5(db)
    await t.rejects(migrate(db), { message: /upgrade-db/ })
    const done = await upgradeSchema(db, noon)
    t.same(done.applied, ["be8ecf03ddac", "afd65840b69e", "ff1860e38070", "f460b0348206"])
    t.equal(done.from, "4621fec11365")
    if (db.dialect === "sqlite3") t.ok(done.backup?.endsWith(".2026-11-23-120000") && existsSync(done.backup))
    else t.equal(done.backup, null)
    for (const [table, column] of added) t.ok(await db.q.schema.hasColumn(table, column), column)
    t.match(await findUserByName(db, "ada"), { user_info: null })
    t.ok(await findServiceByName(db, "s"))
    t.equal((await db.q("services").first("timeout")).timeout, 30)
    t.same(await upgradeSchema(db, noon), { from: "f460b0348206", applied: [], backup: null }, "again is nothing")
    await insertUsers(db, [user({ name: "bob", user_info: { a: 1 } })])
  })
})

t.test(
  "a step that broke off half-way goes on, two at once do it once, and an unknown revision is refused",
  async t => {
    await forEachEmptyDatabase(t, async (t, empty) => {
      const [db, other] = [empty.open(), empty.open()]
      await jupyterhub5(db)
      await db.q.raw("ALTER TABLE oauth_codes ADD COLUMN code_challenge VARCHAR(255)")
      await db.q("alembic_version").update({ version_num: "be8ecf03ddac" })
      await db.q.raw("ALTER TABLE services ADD COLUMN timeout INTEGER DEFAULT 30 NOT NULL")
      const done = await Promise.all([upgradeSchema(db, noon), upgradeSchema(other, new Date(noon.getTime() + 60_000))])
      t.equal(done.filter(upgrade => upgrade.applied.length === 3).length, 1)
      await db.q("alembic_version").update({ version_num: "833da8570507" })
      await t.rejects(upgradeSchema(db, noon), { message: /833da8570507.*JupyterHub 5/ })
    })
  },
)
