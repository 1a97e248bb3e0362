/** The schema: made once, up, down and up again, by two hubs at once, and only on a database of the right revision. */
import t from "tap"
import type { Db } from "../../hub/db/db.ts"
import { headRevision } from "../../hub/db/jupyterhub-schema.ts"
import { migrate } from "../../hub/db/migrate.ts"
import { migrations, migratorConfig } from "../../hub/db/migrations.ts"
import { Refusal } from "../../hub/plugin/errors.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"
import { describeSchema } from "../support/schema.ts"

t.test("two hubs that start at once on an empty database both get the whole schema", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const hubs = [empty.open(), empty.open(), empty.open()]
    await Promise.all(hubs.map(migrate))
    const db = first(hubs)
    t.same(await db.q("alembic_version").select("version_num"), [{ version_num: headRevision }])
    t.equal((await db.q("carme_migrations").select()).length, migrations.length)
    const before = await describeSchema(db)
    await migrate(db)
    t.same(await describeSchema(db), before, "a second start changes nothing")
  })
})

t.test("each migration goes up, down and up again", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await migrate(db)
    const config = migratorConfig(db.dialect)
    const full = await describeSchema(db)
    for (const _ of migrations) await db.q.migrate.down(config)
    const none = await describeSchema(db)
    t.notOk(Object.keys(none).some(name => name.startsWith("carme_") && !name.startsWith("carme_migrations")))
    for (const _ of migrations) await db.q.migrate.up(config)
    t.same(await describeSchema(db), full)
  })
})

t.test("a migration with a smaller number comes in later, too", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    const [first, ...others] = migrations
    await migrate(db)
    const full = await describeSchema(db)
    const between = { name: "0002-between", up: async () => {}, down: async () => {} }
    const list = first ? [first, between, ...others] : []
    await db.q.migrate.latest(migratorConfig(db.dialect, list))
    t.ok(await db.q("carme_migrations").where({ name: "0002-between" }).first())
    t.same(await describeSchema(db), full)
  })
})

t.test("a database of another revision is refused and left alone", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await migrate(db)
    await db.q("alembic_version").update({ version_num: "4621fec11365" })
    await t.rejects(migrate(db), Refusal)
    await t.rejects(migrate(db), { message: /4621fec11365.*f460b0348206.*upgrade-db/ })
    await db.q("alembic_version").delete()
    await t.rejects(migrate(db), { message: /has no schema version/ })
  })
})

t.test("the lock of a hub that died in a migration does not keep the next one out", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    await migrate(db)
    const full = await describeSchema(db)
    const config = migratorConfig(db.dialect)
    for (const _ of migrations) await db.q.migrate.down(config)
    await db.q("carme_migrations_lock").update({ is_locked: 1 })
    await migrate(db)
    t.same(await describeSchema(db), full)
  })
})

function first(dbs: readonly Db[]): Db {
  const [db] = dbs
  if (!db) throw new Error("no database")
  return db
}
