/** Reads of SQLite that are compiled once. */
import { join } from "node:path"
import t from "tap"
import { connect } from "../../hub/db/connect.ts"
import { parseDatabaseUrl } from "../../hub/db/url.ts"
import { sqliteDb } from "../support/databases.ts"

t.test("the same statement answers anew each time, with the values of each time", async t => {
  const { q } = await sqliteDb(t)
  const names = (name: string) => q("settings_of_test").where({ name }).pluck("value")
  await q.schema.createTable("settings_of_test", table => {
    table.string("name")
    table.string("value")
  })
  t.same(await names("a"), [])
  await q("settings_of_test").insert({ name: "a", value: "1" })
  t.same(await names("a"), ["1"])
  t.same(await names("b"), [])
  await q.schema.alterTable("settings_of_test", table => void table.string("more"))
  t.match(await q("settings_of_test").first("*"), { name: "a", more: null }, "the schema may change")
  await q.schema.dropTable("settings_of_test")
  await t.rejects(names("a"), /no such table/)
})

t.test("more statements than are kept, and a close with some open", async t => {
  const url = `sqlite:///${join(t.testdir(), "x.sqlite")}`
  const db = connect(parseDatabaseUrl(url, "/"))
  for (let i = 0; i < 450; i++) t.match(await db.q.raw(`SELECT ${i} AS n`), [{ n: i }])
  await Promise.all(Array.from({ length: 50 }, (_, i) => db.q.raw("SELECT ? AS n", [i])))
  await t.resolves(db.close())
})

t.test("a statement that fails leaves the next alone", async t => {
  const { q } = await sqliteDb(t)
  await t.rejects(q.raw("SELECT nothing"))
  t.match(await q.raw("SELECT 1 AS n"), [{ n: 1 }])
})
