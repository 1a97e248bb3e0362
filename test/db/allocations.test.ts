/** What live runs are charged with. */
import t from "tap"
import {
  type AllocationRow,
  insertAllocation,
  insertAllocations,
  releaseAllocation,
  usageOfAll,
  usageOfUser,
} from "../../hub/db/allocations.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, user } from "../support/rows.ts"

t.test("sums of what is held, and a release counts once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0, bob = 0] = (await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])).map(u => u.id)
    for (const id of ["a", "b", "c"]) await insertRun(db, run({ id }))
    const row = (run_id: string, user_id: number, gpus: number, memory_mb: number | null): AllocationRow => ({
      ...{ run_id, user_id, gpus, memory_mb },
      ...{ gpu_type: null, walltime_minutes: 60, queue: "instant", admitted_at: noon, released_at: null },
    })
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
