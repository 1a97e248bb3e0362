import t from "tap"
import { forEachDatabase } from "../../support/databases.ts"

const asked = [
  "SELECT id FROM spawners WHERE user_id = 1",
  "DELETE FROM users WHERE id = 1",
  "SELECT id FROM api_tokens WHERE user_id = 1",
  "SELECT user_id FROM user_group_map WHERE group_id = 1",
  "SELECT user_id FROM user_role_map WHERE role_id = 1",
]

t.test("what is asked of one user, group or role reads no whole table", async t => {
  await forEachDatabase(t, async (t, db) => {
    if (db.dialect !== "sqlite3") return void t.ok(await indexed(db), "the index is there")
    for (const sql of asked) {
      const plan: { readonly detail: string }[] = await db.q.raw(`EXPLAIN QUERY PLAN ${sql}`)
      t.same(
        plan.map(({ detail }) => detail).filter(detail => /^SCAN (spawners|api_tokens|user_)/.test(detail)),
        [],
        sql,
      )
    }
  })
})

async function indexed(db: Parameters<Parameters<typeof forEachDatabase>[1]>[1]): Promise<boolean> {
  if (db.dialect === "pg") {
    const { rows } = await db.q.raw("SELECT indexdef FROM pg_indexes WHERE tablename = 'spawners'")
    return rows.some(({ indexdef }: { indexdef: string }) => /\(user_id\)/.test(indexdef))
  }
  const [rows] = await db.q.raw("SHOW INDEX FROM spawners WHERE Column_name = 'user_id'")
  return rows.length > 0
}
