/** What ended runs are charged with: by the accounting as soon as it tells, however late, and once. */
import t from "tap"
import { settleRuns, startSettling } from "../../../hub/core/quotas/settle.ts"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { gpuSecondsIn } from "../../../hub/db/gpu-time.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { settle } from "../../../hub/db/settlement.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import type { AccountedJob } from "../../../hub/plugin/scheduler.ts"
import type { Spawner } from "../../../hub/plugin/spawner.ts"
import { spawners } from "../../../spawners/index.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { allocation, noon, run } from "../../support/rows.ts"

const now = noon.getTime() / 1000
const day = { from: now - 86_400, to: now + 86_400 }

async function site(t: Parameters<typeof bareCore>[0], options: Parameters<typeof bareCore>[1] = {}) {
  const clock = manualClock(noon)
  const jobs = new Map<string, AccountedJob>()
  const accounting = { reachable: true, asked: 0 }
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  const scheduler = () => ({
    async accounted(ids: readonly string[]) {
      accounting.asked++
      if (!accounting.reachable) throw new Fault(503, "slurmdbd is away")
      return new Map([...jobs].filter(([id]) => ids.includes(id)))
    },
  })
  const spawner: Spawner = { ...simple, scheduler: scheduler as unknown as NonNullable<Spawner["scheduler"]> }
  const traits = { "CarmeHub.gpu_weights": { half: 0.5 } }
  const hub = await bareCore(t, { clock, traits, spawner, ...options })
  /** A run that the hub saw for an hour, with one GPU. */
  const ended = async (id: string, job_id: string) => {
    await insertRun(hub.core.db, run({ id, state: "stopped", job: { job_id } }))
    const times = { started_s: now - 3600, ended_s: now, ask_at_s: now, released_at: noon }
    await insertAllocation(hub.core.db, allocation({ run_id: id, gpus: 1, ...times }))
  }
  const hours = async () => ((await gpuSecondsIn(hub.core.db, [day], clock.now()))[0] ?? 0) / 3600
  const by = async (id: string) =>
    (await hub.core.db.q("carme_allocations").where({ run_id: id }).first("settled_by"))?.settled_by
  return { ...hub, clock, jobs, accounting, ended, hours, by }
}

function job(id: string, name: string, some: Partial<AccountedJob> = {}): AccountedJob {
  return {
    ...{ id, name, user: "alice", state: "COMPLETED", exitCode: 0, gpus: 2, gpusByType: {} },
    start: new Date((now - 7200) * 1000),
    end: noon,
    elapsedSeconds: 7200,
    ...some,
  }
}

t.test("the accounting's figures take the place of the hub's, once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, jobs, ended, hours, by } = await site(t, { db })
    await ended("carme-a", "1")
    t.equal(await hours(), 1, "until then the hub's own times count")
    jobs.set("1", job("1", "carme-a"))
    t.equal(await settleRuns(core), 1)
    t.equal(await hours(), 4, "two GPUs for two hours")
    t.equal(await by("carme-a"), "accounting")
    t.equal(await settleRuns(core), 0)
    t.equal(await settle(db, "carme-a", { settled_by: "hub", weighted_gpus: 9 }), false, "the first answer stands")
    t.equal(await hours(), 4)
  })
})

t.test("what the figures mean", async t => {
  const { core, jobs, ended, hours } = await site(t)
  const worth = async (id: string, some: Partial<AccountedJob>) => {
    const before = await hours()
    await ended(`carme-${id}`, id)
    jobs.set(id, job(id, `carme-${id}`, some))
    t.equal(await settleRuns(core), 1, id)
    return (await hours()) - before
  }
  t.equal(await worth("1", { elapsedSeconds: 3600 }), 2, "half of the time it was suspended")
  t.equal(await worth("2", { gpusByType: { half: 2 } }), 2, "by the weights of what it got")
  t.equal(await worth("3", { gpus: 0 }), 2, "a site that does not account for GPUs: those that were asked for")
  t.equal(await worth("4", { start: null, elapsedSeconds: 0, gpus: 0 }), 0, "cancelled while it waited")
})

t.test("an accounting that is away or late is asked again, by the clock", async t => {
  const { core, clock, jobs, accounting, ended, hours, by, log } = await site(t)
  await ended("carme-a", "1")
  accounting.reachable = false
  const settling = await startSettling(core)
  await clock.advance(30_000)
  await settling.stop()
  t.equal(accounting.asked, 1)
  t.match(log(), /could not be settled; it is tried again/)
  accounting.reachable = true
  const turn = async (seconds: number) => {
    await clock.advance(seconds * 1000)
    return settleRuns(core)
  }
  jobs.set("1", job("1", "carme-of-another-cluster"))
  t.equal(await turn(0), 0, "a number that another job had is not this run's")
  jobs.set("1", job("1", "carme-a", { end: null }))
  t.equal(await turn(30), 0, "by the accounting it still runs")
  const asked = accounting.asked
  await turn(1)
  t.equal(accounting.asked, asked, "what is late is not asked for all the time")
  jobs.set("1", job("1", "carme-a"))
  t.equal(await turn(3600), 1)
  t.equal(await by("carme-a"), "accounting")
  t.equal(await hours(), 4)
})

t.test("another hub goes on where one ended", async t => {
  const { core, clock, jobs, ended, by } = await site(t)
  await ended("carme-a", "1")
  jobs.set("1", job("1", "carme-a"))
  const settling = await startSettling(core)
  await clock.advance(30_000)
  await settling.stop()
  t.equal(await by("carme-a"), "accounting", "what was left by a hub that crashed, too")
})

t.test("what it never tells stands by the hub's own times", async t => {
  const { core, clock, ended, hours, by, log } = await site(t)
  await ended("carme-a", "1")
  await settleRuns(core)
  t.equal(await by("carme-a"), null)
  await clock.advance(8 * 86_400_000)
  t.equal(await settleRuns(core), 1)
  t.equal(await by("carme-a"), "hub")
  t.match(log(), /never told/)
  const { from, to } = day
  t.equal(((await gpuSecondsIn(core.db, [{ from, to }], clock.now()))[0] ?? 0) / 3600, 1)
  t.equal(await hours(), 1)
})
