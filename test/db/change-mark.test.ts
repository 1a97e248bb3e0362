import t from "tap"
import { changeMark } from "../../hub/db/change-mark.ts"
import { forEachDatabase } from "../support/databases.ts"

void forEachDatabase(t, async (t, db) => {
  const before = await changeMark(db)
  if (db.dialect !== "sqlite3") return void t.equal(before, null)
  t.equal(await changeMark(db), before)
  await db.q("carme_settings").insert({ key: "x", value: "1" })
  t.not(await changeMark(db), before)
})
