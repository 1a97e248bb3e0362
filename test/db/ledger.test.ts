/** The lock of admission, on real databases: parallel requests never pass together. */
import t from "tap"
import { insertAllocation, usageOfAll, usageOfUser } from "../../hub/db/allocations.ts"
import type { Db } from "../../hub/db/db.ts"
import { lockSubjects } from "../../hub/db/ledger.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { forEachDatabase } from "../support/databases.ts"
import { allocation, run } from "../support/rows.ts"

const places = 10
const requests = 40

t.test("40 parallel requests for 10 places admit exactly 10", async t => {
  await forEachDatabase(t, async (t, db) => {
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, i) => admit(db, `run-${i}`, ["user:1", "role:a"])),
    )
    t.equal(answers.filter(Boolean).length, places)
    t.equal((await usageOfAll(db)).jobs, places)
  })
})

t.test("subjects in any order do not lock each other out", async t => {
  await forEachDatabase(t, async (t, db) => {
    const orders = [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"], ["b"]]
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, i) => admit(db, `run-${i}`, orders[i % orders.length] ?? [])),
    )
    t.equal(answers.filter(Boolean).length, places)
  })
})

t.test("a transaction that fails gives its lock back and leaves nothing", async t => {
  await forEachDatabase(t, async (t, db) => {
    await t.rejects(
      db.tx(async tx => {
        await lockSubjects(tx, ["user:1"])
        await insertRun(tx, run({ id: "r" }))
        throw new Error("no")
      }),
      { message: "no" },
    )
    t.equal((await usageOfUser(db, 1)).jobs, 0)
    t.ok(await admit(db, "r", ["user:1"]))
  })
})

function admit(db: Db, id: string, subjects: readonly string[]): Promise<boolean> {
  return db.tx(async tx => {
    await lockSubjects(tx, subjects)
    const { jobs } = await usageOfAll(tx)
    if (jobs >= places) return false
    const now = new Date("2026-11-23T00:00:00Z")
    await insertRun(tx, run({ id }))
    await insertAllocation(tx, allocation({ run_id: id, gpus: 1, walltime_minutes: 60, admitted_at: now }))
    return true
  })
}
