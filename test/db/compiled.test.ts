/** Queries whose SQL is written once, on every kind of database. */
import t from "tap"
import { compiled } from "../../hub/db/compiled.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { user } from "../support/rows.ts"

let built = 0
const byName = compiled(db => {
  built += 1
  return db.q("users").where("name", "").where("admin", false).select("name")
})

await forEachDatabase(t, async (t, db) => {
  await insertUsers(db, [user({ name: "ada?" }), user({ name: "bob" })])
  const before = built
  t.match(await byName(db, ["ada?", false]), [{ name: "ada?" }])
  t.same(await byName(db, ["nobody", false]), [])
  await db.tx(async tx => t.match(await byName(tx, ["bob", false]), [{ name: "bob" }]))
  t.equal(built - before, 1)
})
