/** GPU-seconds within spans, on each database: runs that ended, run, wait, and lie across an end. */
import t from "tap"
import { insertAllocations } from "../../hub/db/allocations.ts"
import { gpuSecondsIn, mostSpans } from "../../hub/db/gpu-time.ts"
import { insertRuns } from "../../hub/db/runs.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { allocation, noon, run, user } from "../support/rows.ts"

const now = noon.getTime() / 1000
const hour = 3600

t.test("what runs take of spans of time", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0, bob = 0] = (await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])).map(u => u.id)
    const rows = [
      allocation({ run_id: "ended", user_id: ada, gpus: 2, started_s: now - 3 * hour, ended_s: now - hour }),
      allocation({ run_id: "runs", user_id: ada, gpus: 1, started_s: now - hour, walltime_minutes: 180 }),
      allocation({ run_id: "waits", user_id: ada, gpus: 1, weighted_gpus: 0.5, walltime_minutes: 120 }),
      allocation({ run_id: "never ran", user_id: ada, gpus: 8, ended_s: now - hour }),
      allocation({ run_id: "overdue", user_id: bob, gpus: 1, started_s: now - 2 * hour, walltime_minutes: 60 }),
      allocation({ run_id: "endless", user_id: bob, gpus: 3 }),
      allocation({ run_id: "none", user_id: ada }),
    ]
    await insertRuns(
      db,
      rows.map(({ run_id: id }) => run({ id })),
    )
    await insertAllocations(db, rows)
    const spans = [
      { from: now - 2 * hour, to: now },
      { from: now, to: now + hour },
      { from: now + hour, to: now + 5 * hour },
      { from: now - 9 * hour, to: now - 8 * hour },
    ]
    const hours = async (id?: number) => {
      const sums = await gpuSecondsIn(db, spans, noon, q => (id === undefined ? q : q.where({ user_id: id })))
      return sums.map(sum => sum / hour)
    }
    t.same(await hours(ada), [2 + 1, 1 + 0.5, 1 + 0.5, 0])
    t.same(await hours(bob), [2, 3, 12, 0], "over its time limit, up to now; without one, to the end")
    t.same(await hours(), [5, 4.5, 13.5, 0])
    t.same(await gpuSecondsIn(db, [], noon), [])
    const many = Array.from({ length: mostSpans }, (_, i) => ({ from: now + i, to: now + i + 1 }))
    t.equal((await gpuSecondsIn(db, many, noon)).length, mostSpans)
    await t.rejects(gpuSecondsIn(db, [...many, ...many], noon), /spans/)
  })
})
