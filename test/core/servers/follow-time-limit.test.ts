import t from "tap"
import { marked } from "../../../hub/core/servers/extending.ts"
import { followTimeLimit } from "../../../hub/core/servers/follow-time-limit.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { findRun, insertRun, updateRun } from "../../../hub/db/runs.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { noon, run } from "../../support/rows.ts"

const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const saysUntil = (minutes: number) => ({ status: "running", since: noon, ends: at(minutes) }) as const

async function running(t: Parameters<typeof testCore>[0]) {
  const clock = manualClock(noon)
  const { core } = await testCore(t, { clock })
  const demand = {
    queue: null,
    container: null,
    gpus: 1,
    gpuType: null,
    cpus: null,
    memoryMb: null,
    walltimeMinutes: 60,
  }
  const row = run({ id: "r1", state: "ready", demand, job: { job_id: "7" }, allocated_at: noon })
  await insertRun(core.db, row)
  await core.db.q("carme_allocations").insert({ run_id: "r1", gpus: 1, walltime_minutes: 60, admitted_at: noon })
  const now = async () => {
    const [found, charged] = [await findRun(core.db, "r1"), await core.db.q("carme_allocations").first()]
    return { row: found?.demand.walltimeMinutes, charged: charged?.walltime_minutes, job: found?.job }
  }
  return { core, clock, row, now }
}

t.test("a limit that was changed in the scheduler is the run's, and what it is charged with", async t => {
  const { core, row, now } = await running(t)
  await followTimeLimit(core, row, saysUntil(60))
  t.match(await now(), { row: 60, charged: 60 })
  await followTimeLimit(core, row, saysUntil(90))
  t.match(await now(), { row: 90, charged: 90 })
  await followTimeLimit(core, { ...row, demand: { ...row.demand, walltimeMinutes: 90 } }, saysUntil(45))
  t.match(await now(), { row: 45, charged: 45 }, "a shorter one too")
  await followTimeLimit(core, row, { status: "running" })
  t.match(await now(), { row: 45 }, "who says nothing changes nothing")
})

t.test("while an extension is under way it counts; when whoever made it died, the scheduler counts again", async t => {
  const { core, clock, row, now } = await running(t)
  const extended: RunRow = {
    ...row,
    demand: { ...row.demand, walltimeMinutes: 120 },
    job: marked(row, clock.now()),
  }
  await updateRun(core.db, "r1", ["ready"], { demand: extended.demand, job: extended.job })
  await core.db.q("carme_allocations").update({ walltime_minutes: 120 })
  await followTimeLimit(core, extended, saysUntil(60))
  t.match(await now(), { row: 120, charged: 120 })
  await clock.advance(121_000)
  await followTimeLimit(core, row, saysUntil(60))
  t.match(await now(), { row: 120 }, "what was read before the change is out of date")
  await followTimeLimit(core, extended, saysUntil(60))
  t.same(await now(), { row: 60, charged: 60, job: { job_id: "7" } }, "the scheduler was never told: no charge stays")
})
