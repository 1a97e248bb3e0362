import t from "tap"
import { changeMark } from "../../hub/db/change-mark.ts"
import { forEachDatabase } from "../support/databases.ts"

void forEachDatabase(t, async (t, db) => {
  const before = await changeMark(db)
  if (db.dialect !== "sqlite3") return void t.equal(before, null)
  t.equal(await changeMark(db), before)
  await db.q("carme_settings").insert({ key: "x", value: "1" })
  const after = await changeMark(db)
  t.not(after, before)
  const asked: string[] = []
  db.q.on("query", ({ sql }: { readonly sql: string }) => asked.push(sql))
  const early = changeMark(db)
  const meanwhile = Array.from({ length: 10 }, () => changeMark(db))
  t.same(await Promise.all([early, ...meanwhile]), Array(11).fill(after))
  t.ok(asked.length <= 2, `who comes while the database is being asked shares one reading: ${asked.length}`)
  const write = db.q("carme_settings").insert({ key: "y", value: "1" })
  const during = changeMark(db)
  await write
  t.not(await changeMark(db), after, "who comes after a write never gets a reading from before it")
  t.type(await during, "string")
})
