/** What live runs are charged with. */
import t from "tap"
import {
  beginAllocation,
  insertAllocation,
  insertAllocations,
  releaseAllocation,
  usageOfAll,
  usageOfUser,
} from "../../hub/db/allocations.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { allocation, noon, run, user } from "../support/rows.ts"

t.test("sums of what is held, and a release counts once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0, bob = 0] = (await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])).map(u => u.id)
    for (const id of ["a", "b", "c"]) await insertRun(db, run({ id }))
    const row = (run_id: string, user_id: number, gpus: number, memory_mb: number | null) =>
      allocation({ run_id, user_id, gpus, memory_mb, walltime_minutes: 60 })
    t.same(await usageOfUser(db, ada), { jobs: 0, gpus: 0, memoryMb: 0, walltimeMinutes: 0 })
    await insertAllocation(db, row("a", ada, 2, null))
    await insertAllocations(db, [row("b", ada, 1, 4000), row("c", bob, 4, 100)])
    t.same(await usageOfUser(db, ada), { jobs: 2, gpus: 3, memoryMb: 4000, walltimeMinutes: 120 })
    t.same(await usageOfAll(db), { jobs: 3, gpus: 7, memoryMb: 4100, walltimeMinutes: 180 })
    t.equal(await releaseAllocation(db, "a", noon), true)
    t.equal(await releaseAllocation(db, "a", noon), false)
    t.match(await usageOfUser(db, ada), { jobs: 1, gpus: 1 })
  })
})

t.test("GPUs count by their weight, times are put down once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0] = (await insertUsers(db, [user({ name: "ada" })])).map(u => u.id)
    for (const id of ["a", "b", "c"]) {
      await insertRun(db, run({ id }))
      await insertAllocation(db, allocation({ run_id: id, user_id: ada, gpus: 1, weighted_gpus: 0.1 }))
    }
    t.equal((await usageOfUser(db, ada)).gpus, 0.3, "and not a trifle more")
    const later = new Date(noon.getTime() + 60_500)
    await beginAllocation(db, "a", noon)
    await beginAllocation(db, "a", later)
    await releaseAllocation(db, "a", later, true)
    await releaseAllocation(db, "b", later)
    const stored = async (id: string) =>
      db.q("carme_allocations").where({ run_id: id }).first("started_s", "ended_s", "settled_by", "ask_at_s")
    const s = noon.getTime() / 1000
    t.same(await stored("a"), { started_s: s, ended_s: s + 60.5, settled_by: null, ask_at_s: s + 60.5 })
    t.same(await stored("b"), { started_s: null, ended_s: s + 60.5, settled_by: "hub", ask_at_s: null })
  })
})
