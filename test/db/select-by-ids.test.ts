import t from "tap"
import { selectByIds } from "../../hub/db/select-by-ids.ts"
import { forEachDatabase } from "../support/databases.ts"

void forEachDatabase(t, async (t, db) => {
  const odd = `a "b" [c] \\ é\n, ?`
  await db.q("groups").insert([
    { name: odd, properties: '{"n": [1, 2]}' },
    { name: "second", properties: null },
    { name: "third", properties: "{}" },
  ])
  const ids = (await db.q("groups").orderBy("id").select("id")).map(({ id }) => Number(id))
  const quoted = db.dialect === "mysql2" ? "`groups`" : '"groups"'
  const part = `SELECT id AS id, name AS name, properties AS properties FROM ${quoted} WHERE id IN (ids)`
  const columns = ["id", "name", "properties"]
  const rows = await selectByIds(db, columns, part, ids.slice(0, 2))
  t.same(
    [...rows].sort((a, b) => Number(a.id) - Number(b.id)).map(({ id, ...rest }) => ({ id: Number(id), ...rest })),
    [
      { id: ids[0], name: odd, properties: '{"n": [1, 2]}' },
      { id: ids[1], name: "second", properties: null },
    ],
    "text stays text, and nothing is nothing",
  )
  const twice = await selectByIds(db, columns, `${part} UNION ALL ${part}`, ids)
  t.equal(twice.length, 6, "a list may stand in several places")
  t.same(await selectByIds(db, columns, part, [-1]), [])
})
