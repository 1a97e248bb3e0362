/** New rows tell their ids, one or many. */
import t from "tap"
import { insert, insertMany } from "../../hub/db/insert.ts"
import { forEachDatabase } from "../support/databases.ts"

t.test("ids come back and lists longer than a statement takes go in", async t => {
  await forEachDatabase(t, async (t, db) => {
    const first = await insert(db, "groups", { name: "a" })
    t.equal(await insert(db, "groups", { name: "b" }), first + 1)
    t.equal(await db.tx(tx => insert(tx, "groups", { name: "c" })), first + 2)
    await insertMany(
      db,
      "groups",
      Array.from({ length: 1201 }, (_, i) => ({ name: `g${i}`, properties: "{}" })),
    )
    t.equal(Number((await db.q("groups").count({ n: "*" }).first())?.n), 1204)
    await insertMany(db, "groups", [])
  })
})
