/** The list of migrations, as knex sees it. */
import t from "tap"
import { migrations, migratorConfig } from "../../hub/db/migrations.ts"

t.test("names are in order and each once", async t => {
  const names = migrations.map(migration => migration.name)
  t.same(names, [...names].sort())
  t.equal(new Set(names).size, names.length)
})

t.test("the list is static, in tables of our own", async t => {
  const config = migratorConfig("pg")
  t.equal(config.tableName, "carme_migrations")
  t.equal((await config.migrationSource?.getMigrations([]))?.length, migrations.length)
})
