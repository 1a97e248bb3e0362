import t from "tap"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import type { RunRow, UserRow } from "../../../hub/db/rows.ts"
import { appendRunEvent } from "../../../hub/db/run-events.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Run } from "../../../hub/plugin/spawner.ts"
import { manualClock } from "../../support/clock.ts"
import { type QueueCore, queueCore } from "../../support/queue-core.ts"
import { allocation, noon, run, spawner } from "../../support/rows.ts"
import { waitingJob } from "../../support/scheduler-double.ts"

const demand = {
  queue: "instant",
  container: "jupyter",
  gpus: 1,
  gpuType: null,
  cpus: 2,
  memoryMb: 100,
  walltimeMinutes: 60,
}

async function runOf(hub: QueueCore, owner: UserRow, id: string, row: Partial<RunRow>): Promise<void> {
  const server = await insertSpawner(hub.core.db, spawner({ user_id: owner.id, name: id }))
  const whose = { spawner_id: server.id, user_id: owner.id, user_name: owner.name, server_name: id }
  const live_key = row.state === "stopped" ? null : server.id
  await insertRun(hub.core.db, run({ id, live_key, ...whose, demand, submitted_at: noon, ...row }))
  await insertAllocation(
    hub.core.db,
    allocation({
      run_id: id,
      user_id: owner.id,
      gpus: 1,
      gpu_type: null,
      walltime_minutes: 60,
      memory_mb: 100,
      queue: "instant",
      admitted_at: noon,
      released_at: row.state === "stopped" ? noon : null,
      started_s: row.allocated_at ? row.allocated_at.getTime() / 1000 : null,
      ended_s: row.ended_at ? row.ended_at.getTime() / 1000 : null,
    }),
  )
}

const running = { state: "ready", job: { job_id: "41" }, node: "n1", allocated_at: noon, ready_at: noon } as const

async function site(t: Parameters<typeof queueCore>[0]) {
  const clock = manualClock(noon)
  const pending = { status: "pending", reason: "Priority" } as const
  const poll = async (runs: readonly Run[]) => new Map(runs.map(({ id }) => [id, pending] as const))
  const hub = await queueCore(t, () => 0, { clock, spawner: { poll } })
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  await runOf(hub, alice, "r1", running)
  return { hub, clock, alice, bob, mine: await hub.as(alice), other: await hub.as(bob) }
}

t.test("a run that waits: its place, why, when, and what it costs", async t => {
  const { hub, alice, mine } = await site(t)
  hub.scheduler.queue = [waitingJob("40"), waitingJob("42"), waitingJob("43", { partitions: ["instant"] })]
  await runOf(hub, alice, "r2", { state: "queued", job: { job_id: "42" }, reason: "Priority" })
  const event = { run_id: "r2", at: noon, state: "queued", event: "pending", progress: 30, message_html: null } as const
  await appendRunEvent(hub.core.db, { ...event, message: "Other jobs are before yours in the queue." })
  const answer = await mine.api("GET", "/runs/r2")
  t.equal(answer.status, 200)
  t.match(answer.json(), {
    id: "r2",
    job_id: "42",
    state: "queued",
    queue: "instant",
    nodes: 1,
    reason: "Priority",
    text: "Other jobs are before yours in the queue.",
    place: { place: 2, of: 2 },
    gpu_hours: 1,
  })
  t.match((await mine.api("GET", "/runs/r1")).json(), { place: null, text: null, ends_at: "2026-11-23T13:00:00Z" })
  await runOf(hub, alice, "r3", {
    ...running,
    state: "stopped",
    outcome: "ended",
    ended_at: new Date(noon.getTime() + 90 * 60_000),
  })
  t.match((await mine.api("GET", "/runs/r3")).json(), { gpu_hours: 1.5, outcome: "ended" }, "the time that it took")
  await runOf(hub, alice, "r4", { state: "stopped", outcome: "refused", ended_at: noon })
  t.match((await mine.api("GET", "/runs/r4")).json(), { gpu_hours: 0 }, "what never ran costs nothing")
})

t.test("own, other, missing; each verb has its scope", async t => {
  const { hub, alice, mine, other } = await site(t)
  for (const client of [other, await hub.as(alice, ["read:servers!server=alice/other"])])
    t.equal((await client.api("GET", "/runs/r1")).status, 404)
  t.equal((await mine.api("GET", "/runs/r9")).status, 404)
  t.equal((await (await hub.as(alice, ["read:servers!server=alice/r1"])).api("GET", "/runs/r1")).status, 200)
  t.equal((await other.api("GET", "/runs/r1/log")).status, 404)
  t.equal((await other.api("POST", "/runs/r1/extend", { minutes: 5 })).status, 404)
  t.equal((await mine.api("POST", "/runs/r9/extend", { minutes: 5 })).status, 404)
  const reader = await hub.as(alice, ["read:servers!user"])
  t.equal((await reader.api("GET", "/runs/r1/log")).status, 403)
  t.equal((await reader.api("POST", "/runs/r1/extend", { minutes: 5 })).status, 403)
  for (const [method, path] of [
    ["GET", "/runs/r1"],
    ["GET", "/runs/r1/log"],
    ["POST", "/runs/r1/extend"],
  ] as const)
    t.equal((await hub.client().api(method, path, method === "POST" ? { minutes: 5 } : undefined)).status, 403)
  t.same((await mine.api("GET", "/runs/r1/log")).json(), { log: "log of r1" })
  const admin = await hub.service("admin", ["admin:servers", "access:servers"])
  t.equal((await admin.api("GET", "/runs/r1/log")).status, 200)
  t.equal((await admin.api("POST", "/runs/r1/extend", { minutes: 5 })).status, 200)
})

t.test("a running session gets more time: in the scheduler, in the row and in what it is charged with", async t => {
  const { hub, mine } = await site(t)
  const answer = await mine.api("POST", "/runs/r1/extend", { minutes: 30 })
  t.equal(answer.status, 200)
  t.match(answer.json(), {
    walltime_minutes: 90,
    ends_at: "2026-11-23T13:30:00Z",
    gpu_hours: 1.5,
    text: "Extended by 0:30:00 by alice, until 2026-11-23 13:30 UTC",
  })
  t.same([...hub.scheduler.timeLimits], [["41", 90]])
  t.match(await hub.core.db.q("carme_allocations").where({ run_id: "r1" }).first(), { walltime_minutes: 90 })
  t.same((await findRun(hub.core.db, "r1"))?.job, { job_id: "41" }, "no mark stays behind")
})

t.test("past a limit it is refused with what would be allowed, and nothing changes", async t => {
  const { hub, alice, mine } = await site(t)
  const refused = await mine.api("POST", "/runs/r1/extend", { minutes: 90 })
  t.equal(refused.status, 403)
  t.match(refused.json(), { code: "quota-walltime", limit: 120, used: 60, asked: 90, allowed: 60 })
  t.match(refused.json().message, "The queue instant allows a time of 2:00:00 for one session")
  const inAnHour = new Date(noon.getTime() + 80 * 60_000)
  const booking = {
    name: "course",
    start: inAnHour,
    end: new Date(inAnHour.getTime() + 3_600_000),
    nodes: ["n1"],
    partition: null,
    gpus: 0,
    gpusByType: {},
    users: ["bob"],
    accounts: [],
    flags: [],
    isActive: false,
  }
  hub.scheduler.booked = [booking]
  const conflict = await mine.api("POST", "/runs/r1/extend", { minutes: 30 })
  t.equal(conflict.status, 403)
  t.match(conflict.json(), { code: "reservation-conflict", asked: 30, allowed: 20 })
  t.same([...hub.scheduler.timeLimits], [])
  hub.scheduler.booked = [{ ...booking, nodes: ["n2"] }]
  hub.scheduler.nodesOfJob = ["n1", "n2"]
  await runOf(hub, alice, "r3", { ...running, demand: { ...demand, gpus: 2, nodes: 2 } })
  const elsewhere = await mine.api("POST", "/runs/r3/extend", { minutes: 30 })
  t.match(
    elsewhere.json(),
    { code: "reservation-conflict", message: /^The node n2 is booked/ },
    "any of its nodes counts",
  )
  const within = { ...booking, name: "carme-own", start: noon, users: ["alice"], end: inAnHour, isActive: true }
  hub.scheduler.booked = [within]
  await runOf(hub, alice, "r4", { ...running, demand: { ...demand, reservation: "carme-own" } })
  t.match(
    (await mine.api("POST", "/runs/r4/extend", { minutes: 30 })).json(),
    {
      code: "reservation-end",
      asked: 30,
      allowed: 20,
      limit: inAnHour.toISOString(),
      message: /Make the booking longer/,
    },
    "Slurm ends it with its booking",
  )
  await hub.core.db.q("carme_allocations").where({ run_id: "r4" }).delete()
  hub.scheduler.booked = [{ ...booking, users: ["alice"] }]
  t.equal((await mine.api("POST", "/runs/r1/extend", { minutes: 30 })).status, 200, "an own booking is no conflict")
  await runOf(hub, alice, "r2", { state: "queued", job: { job_id: "42" } })
  t.match((await mine.api("POST", "/runs/r2/extend", { minutes: 5 })).json(), { status: 409, code: "not-running" })
  for (const minutes of [0, -5, 1.5, "60", 1e9, null])
    t.equal((await mine.api("POST", "/runs/r1/extend", { minutes })).status, 400, String(minutes))
})

t.test("many at once get as much as one after the other", async t => {
  const { hub, mine } = await site(t)
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => mine.api("POST", "/runs/r1/extend", { minutes: 20 })),
  )
  const done = answers.filter(answer => answer.status === 200).length
  t.ok(done >= 1 && done <= 3, "60 minutes are left")
  t.ok(answers.every(answer => [200, 403, 409].includes(answer.status)))
  const total = 60 + done * 20
  t.equal((await findRun(hub.core.db, "r1"))?.demand.walltimeMinutes, total)
  t.equal(hub.scheduler.timeLimits.get("41"), total, "the scheduler was told the same last")
})

t.test(
  "what the scheduler refuses is taken back; where it does not answer, the charge stays until it says",
  async t => {
    const { hub, mine } = await site(t)
    hub.scheduler.refuses = new Refusal(403, "Slurm refused the new time limit: no", { code: "slurm-refused" })
    const refused = await mine.api("POST", "/runs/r1/extend", { minutes: 30 })
    t.match(refused.json(), { status: 403, code: "slurm-refused" })
    t.match(await findRun(hub.core.db, "r1"), { demand: { walltimeMinutes: 60 }, job: { job_id: "41" } })
    t.match(await hub.core.db.q("carme_allocations").where({ run_id: "r1" }).first(), { walltime_minutes: 60 })
    hub.scheduler.refuses = new Error("cut off")
    t.equal((await mine.api("POST", "/runs/r1/extend", { minutes: 30 })).status, 500)
    t.match(await findRun(hub.core.db, "r1"), { demand: { walltimeMinutes: 90 } })
    t.match((await mine.api("POST", "/runs/r1/extend", { minutes: 5 })).json(), { status: 409, code: "extending" })
  },
)

t.test("more time is charged with the weights of the day of its admission, whatever they are now", async t => {
  const quotas = { user: { gpus: 2, queues: ["instant", "large"], gpu_hours_per_day: 1.8, jobs: 3 } }
  const carme = { quotas, gpu_weights: { a100: 3 }, time_zone: "UTC" }
  const hub = await queueCore(t, () => 0, { clock: manualClock(noon), carme })
  const alice = await hub.user("alice")
  // Charged as one GPU, when an a100 counted as one.
  await runOf(hub, alice, "r1", running)
  const mine = await hub.as(alice)
  const answer = await mine.api("POST", "/runs/r1/extend", { minutes: 45 })
  t.match(answer.json(), { walltime_minutes: 105, gpu_hours: 1.75 })
  t.match(
    (await mine.api("POST", "/runs/r1/extend", { minutes: 5 })).json(),
    { code: "quota-gpu-hours", limit: 1.8, used: 1.75, asked: 0.083333, allowed: 0.05, message: /up to 0:03:00 would/ },
    "and the budget ends it, not the weight: of more time it tells how much more",
  )
  // A slice since yesterday evening, of which another session took more than what is the limit by now.
  const bob = await hub.user("bob")
  const evening = new Date(noon.getTime() - 13 * 3_600_000)
  const slice = { ...demand, queue: "large", walltimeMinutes: 14 * 60 }
  await runOf(hub, bob, "r2", { ...running, allocated_at: evening, demand: slice })
  await hub.core.db.q("carme_allocations").where({ run_id: "r2" }).update({ weighted_gpus: 0.1, walltime_minutes: 840 })
  const over = { ...running, state: "stopped", allocated_at: new Date(noon.getTime() - 16 * 3_600_000) } as const
  await runOf(hub, bob, "r3", { ...over, ended_at: evening })
  t.match(
    (await (await hub.as(bob)).api("POST", "/runs/r2/extend", { minutes: 30 })).json(),
    { walltime_minutes: 870 },
    "a day that is over is no reason against more time today",
  )
  t.match(
    (await mine.api("POST", "/queues/estimate", { user_options: { queue: "instant", gpus: 1 }, run: "r1" })).json(),
    {
      refusal: { code: "quota-gpus", used: 0, asked: 3 },
    },
  )
})

t.test("a start that waits is changed to another choice over the API", async t => {
  const { hub, alice, mine, other } = await site(t)
  await runOf(hub, alice, "r2", { state: "queued", job: { job_id: "42" }, user_options: { queue: "instant" } })
  const body = { user_options: { queue: "large", walltime: "1:00:00" } }
  t.equal((await other.api("POST", "/runs/r2/change", body)).status, 404)
  t.equal((await hub.client().api("POST", "/runs/r2/change", body)).status, 403)
  const starter = await hub.as(alice, ["start:servers!user"])
  t.equal((await starter.api("POST", "/runs/r2/change", body)).status, 404, "it ends a start, too")
  t.equal((await mine.api("POST", "/runs/r2/change", {})).status, 400)
  t.match((await mine.api("POST", "/runs/r2/change", { user_options: { gpus: "x" } })).json(), { code: "bad-option" })
  const over = { user_options: { queue: "large", gpus: 4 } }
  t.match((await mine.api("POST", "/runs/r2/change", over)).json(), { code: "quota-gpus", used: 1, allowed: 3 })
  t.match((await mine.api("POST", "/runs/r1/change", body)).json(), { status: 409, code: "not-waiting" })
  t.match(await findRun(hub.core.db, "r2"), { state: "queued" }, "nothing of all that has touched it")
  const changed = await mine.api("POST", "/runs/r2/change", body)
  t.equal(changed.status, 202)
  t.match(changed.json(), { server: "r2", state: "admitted", queue: "large", walltime_minutes: 60 })
  t.match((await mine.api("GET", "/runs/r2")).json(), { state: "stopping" })
  t.match(
    (await mine.api("GET", "/users/alice/servers/r2")).json(),
    { pending: "spawn" },
    "the server goes on starting",
  )
  t.match((await mine.api("POST", "/runs/r2/change", body)).json(), { status: 409, code: "changed" })
})
