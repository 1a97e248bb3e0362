/** Errors of every database's driver leave as Faults where the database is what failed. */
import t from "tap"
import { clientOf } from "../../hub/db/clients.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"

t.test("a pool that gives no connection is a Fault 503, a wrong statement is not", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const db = empty.open()
    const wrong = await db.q.raw("SELEC 1").catch((e: unknown) => e)
    t.ok(wrong instanceof Error)
    t.notOk(wrong instanceof Fault)
    await db.close()
    t.match(await Promise.resolve(db.q.raw("SELECT 1")).catch((e: unknown) => e), { status: 503 })
  })
})

t.test("each dialect has its own class", async t => {
  t.not(clientOf("pg", "a"), clientOf("mysql2", "a"))
})
