/** Statements of SQLite that are compiled once. */
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

t.test("writes say each time what they did", async t => {
  const { q } = await sqliteDb(t)
  await q.schema.createTable("things", table => {
    table.increments("id")
    table.string("name").unique()
  })
  const add = (name: string) => q("things").insert({ name })
  t.same(await Promise.all(["a", "b", "c"].map(add)), [[1], [2], [3]])
  await t.rejects(add("b"), /UNIQUE/)
  t.same(await add("d"), [4], "one that failed leaves the next alone")
  t.equal(await q("things").where({ id: 4 }).update({ name: "e" }), 1)
  t.equal(await q("things").where({ id: 5 }).update({ name: "f" }), 0)
  t.same(await q("things").insert({ name: "g" }).returning("id"), [{ id: 5 }])
  t.equal(await q("things").where("id", "<", 3).delete(), 2)
  t.same(await q("things").orderBy("id").pluck("name"), ["c", "e", "g"])
})

t.test("a write that found the database locked keeps no later one from being committed", async t => {
  const url = `sqlite:///${join(t.testdir(), "x.sqlite")}`
  const [db, other] = [connect(parseDatabaseUrl(url, "/")), connect(parseDatabaseUrl(url, "/"))]
  t.teardown(() => Promise.all([db.close(), other.close()]))
  await db.q.schema.createTable("things", table => table.increments("id"))
  await db.q.raw("PRAGMA busy_timeout = 0")
  const add = () => db.q.transaction(trx => trx("things").insert({}))
  await add()
  await other.q.transaction(async trx => {
    await trx("things").insert({})
    t.match(await add().catch((e: unknown) => e), { status: 503 })
  })
  await db.q("things").insert({})
  t.same(await other.q("things").pluck("id"), [1, 2, 3])
  await add()
  t.same(await other.q("things").pluck("id"), [1, 2, 3, 4])
})
