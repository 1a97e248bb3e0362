import t from "tap"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import type { UserRow } from "../../../hub/db/rows.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import type { Run } from "../../../hub/plugin/spawner.ts"
import { manualClock } from "../../support/clock.ts"
import { type QueueCore, queueCore } from "../../support/queue-core.ts"
import { allocation, noon, run, spawner } from "../../support/rows.ts"
import { waitingJob } from "../../support/scheduler-double.ts"

const demand = { queue: "large", container: "jupyter", gpuType: null, cpus: 2, memoryMb: 100 }

/** A live run, and what it holds. */
async function live(hub: QueueCore, owner: UserRow, id: string, gpus: number, runs: boolean): Promise<void> {
  const server = await insertSpawner(hub.core.db, spawner({ user_id: owner.id, name: id }))
  const whose = { spawner_id: server.id, user_id: owner.id, user_name: owner.name, server_name: id }
  const row = run({
    id,
    live_key: server.id,
    ...whose,
    state: runs ? "ready" : "queued",
    demand: { ...demand, gpus, walltimeMinutes: 60 },
    user_options: { queue: "large", gpus },
    allocated_at: runs ? noon : null,
  })
  await insertRun(hub.core.db, row)
  await insertAllocation(
    hub.core.db,
    allocation({
      run_id: id,
      user_id: owner.id,
      gpus,
      gpu_type: null,
      walltime_minutes: 60,
      memory_mb: 100,
      queue: "large",
      admitted_at: noon,
      released_at: null,
    }),
  )
}

t.test("what is free in each queue now, who waits, and what I may have there", async t => {
  const hub = await queueCore(t)
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  hub.scheduler.nodes = hub.scheduler.nodes.map(n => ({
    ...n,
    cpusUsed: 2,
    gpus: [{ type: "a100", total: 2, used: 1 }],
  }))
  hub.scheduler.queue = [waitingJob("5"), waitingJob("6")]
  await live(hub, alice, "r1", 3, true)
  await live(hub, bob, "r2", 1, false)
  const answer = await (await hub.as(alice)).api("GET", "/queues")
  t.equal(answer.status, 200)
  t.same(answer.json(), [
    {
      name: "instant",
      display_name: "Instant",
      description: "",
      instant: true,
      preemptible: false,
      default: true,
      gpu_types: ["a100"],
      max_gpus_per_job: 1,
      default_gpus: 0,
      max_walltime_minutes: 120,
      max_nodes: 1,
      now: {
        text: "1 of 2 a100 free now",
        open: true,
        nodes: { total: 1, usable: 1, idle: 0 },
        cpus: { total: 8, free: 6 },
        gpus: [{ type: "a100", total: 2, free: 1 }],
        waiting_jobs: 0,
      },
      running: 0,
      waiting: 0,
      mine: { gpus: 1, walltime_minutes: 120, nodes: 1, sessions: 1 },
    },
    {
      name: "large",
      display_name: "Large",
      description: "",
      instant: false,
      preemptible: false,
      default: false,
      gpu_types: [],
      max_gpus_per_job: null,
      default_gpus: 0,
      max_walltime_minutes: 2880,
      max_nodes: 2,
      now: {
        text: "1 of 2 a100 free now, 2 jobs wait",
        open: true,
        nodes: { total: 1, usable: 1, idle: 0 },
        cpus: { total: 8, free: 6 },
        gpus: [{ type: "a100", total: 2, free: 1 }],
        waiting_jobs: 2,
      },
      running: 1,
      waiting: 1,
      mine: { gpus: 1, walltime_minutes: 1440, nodes: 2, sessions: 1 },
    },
  ])
})

t.test("many who look make one look at the cluster; without an answer the queues are told all the same", async t => {
  const clock = manualClock()
  const hub = await queueCore(t, () => 0, { clock })
  const clients = await Promise.all(["alice", "bob", "carol"].map(async name => hub.as(await hub.user(name))))
  await Promise.all(clients.flatMap(client => [client.api("GET", "/queues"), client.api("GET", "/queues")]))
  t.same(hub.scheduler.asked.toSorted(), ["resources", "waiting"])
  hub.scheduler.reachable = false
  await clock.advance(6_000)
  const answer = await clients[0]?.api("GET", "/queues")
  t.match(answer?.json(), [
    { name: "instant", now: null },
    { name: "large", now: null },
  ])
})

t.test("queues and estimates of others need the scope for them", async t => {
  const hub = await queueCore(t)
  const [alice] = [await hub.user("alice"), await hub.user("bob")]
  const mine = await hub.as(alice)
  for (const user of ["bob", "nobody"]) {
    t.equal((await mine.api("GET", `/queues?user=${user}`)).status, 404, user)
    t.equal((await mine.api("POST", "/queues/estimate", { user })).status, 404, user)
  }
  t.equal((await (await hub.as(alice, ["read:users!user"])).api("GET", "/queues")).status, 403)
  t.equal((await (await hub.as(alice, ["read:servers!user"])).api("POST", "/queues/estimate", {})).status, 403)
  t.equal((await (await hub.as(alice, ["read:servers!server=alice/lab"])).api("GET", "/queues")).status, 404)
  t.equal((await hub.client().api("GET", "/queues")).status, 403)
  t.equal((await hub.client().api("POST", "/queues/estimate", {})).status, 403)
  const service = await hub.service("portal", ["read:servers", "start:servers"])
  t.equal((await service.api("GET", "/queues")).status, 400, "a service says whose")
  t.equal((await service.api("GET", "/queues?user=bob")).status, 200)
  t.equal((await service.api("POST", "/queues/estimate", { user: "bob" })).status, 200)
  t.equal((await service.api("GET", "/queues?user=nobody")).status, 404)
})

t.test("an estimate: admitted, its cost, when it would start, and what would start sooner", async t => {
  const clock = manualClock()
  const starts = (gpus: number, queue: string | null) => (queue === "instant" ? 1 : gpus > 1 ? 90 : 30)
  const hub = await queueCore(t, ({ demand }) => starts(demand.gpus, demand.queue), { clock })
  const alice = await hub.user("alice")
  const client = await hub.as(alice)
  const asked = { user_options: { queue: "large", gpus: 2, walltime: "8:00:00" } }
  const answer = await client.api("POST", "/queues/estimate", asked)
  t.equal(answer.status, 200)
  t.same(answer.json(), {
    admitted: true,
    refusal: null,
    gpus: 2,
    walltime_minutes: 480,
    gpu_hours: 16,
    budget: null,
    start: "2026-11-23T07:30:00Z",
    scheduler_says: null,
    booking: null,
    better: [
      {
        change: "with 1 GPU",
        user_options: { queue: "large", gpus: 1, walltime: "8:00:00" },
        start: "2026-11-23T06:30:00Z",
        gpu_hours: 8,
      },
    ],
  })
  const small = await client.api("POST", "/queues/estimate", { user_options: { queue: "large", gpus: 1 } })
  t.match(small.json().better[0], { change: "in the queue Instant for 2 h", start: "2026-11-23T06:01:00Z" })
  const at = hub.scheduler.asked.length
  await client.api("POST", "/queues/estimate", asked)
  t.equal(hub.scheduler.asked.length, at, "the same question soon after is no question to the scheduler")
  t.same(await hub.core.db.q("carme_runs"), [], "nothing is submitted, nothing charged")
  t.same(await hub.core.db.q("carme_allocations"), [])
})

t.test(
  "a start that would run into a booking of others is warned: until when it could run, and what to do",
  async t => {
    const clock = manualClock(noon)
    // What is shorter than this starts at once.
    let short = 0
    const starts = ({ demand }: Run) => (demand.gpus > 1 && (demand.walltimeMinutes ?? 0) > short ? 300 : 0)
    const hub = await queueCore(t, starts, { clock, carme: { time_zone: "UTC" } })
    const client = await hub.as(await hub.user("alice"))
    const hour = 3_600_000
    const booked = {
      ...{ name: "course", nodes: ["n1"], partition: "large", gpus: 0, gpusByType: {}, users: ["bob"], accounts: [] },
      ...{ flags: [], isActive: false },
    }
    const at = (from: number, to: number, users = ["bob"]) => [
      { ...booked, users, start: new Date(noon.getTime() + from * hour), end: new Date(noon.getTime() + to * hour) },
    ]
    const estimate = async (walltime: string, gpus = 2) => {
      // Longer than answers are kept.
      await clock.advance(11_000)
      return (await client.api("POST", "/queues/estimate", { user_options: { queue: "large", gpus, walltime } })).json()
    }
    hub.scheduler.booked = at(2, 5)
    t.match(await estimate("8:00:00"), {
      admitted: true,
      booking: {
        message:
          "Others have booked in the queue Large from Mon 23 Nov 14:00 to Mon 23 Nov 17:00 (UTC); what is left is not enough for this session. With a time of 8:00:00 it would run into that, so Slurm lets it wait and starts it later. To start sooner, ask for 1:55:00 at most, for less or for another queue.",
        starts: "2026-11-23T14:00:00Z",
        ends: "2026-11-23T17:00:00Z",
        allowed_minutes: 115,
      },
    })
    t.equal((await estimate("1:30:00")).booking, null, "it ends before")
    short = 115
    t.match((await estimate("7:00:00")).better, [
      { change: "for 1 h 55 min, before the booking", user_options: { walltime: "1:55:00" } },
    ])
    short = 0
    t.equal((await estimate("8:00:00", 1)).booking, null, "what Slurm starts at once is not in the way")
    hub.scheduler.booked = at(-1, 3)
    t.match(await estimate("1:00:00"), {
      booking: { message: /until Mon 23 Nov 15:00 \(UTC\); .* lets it wait until there is room/, allowed_minutes: 0 },
    })
    hub.scheduler.booked = at(-1, 3, ["bob", "alice"])
    t.equal((await estimate("1:10:00")).booking, null, "one's own is not")
    hub.scheduler.booked = at(2, 5)
    const alice = await hub.user("alan")
    await live(hub, alice, "lab", 2, false)
    const waits = async () => (await hub.as(alice)).api("POST", "/users/alan/servers/lab")
    await clock.advance(11_000)
    t.equal((await waits()).status, 202)
    t.equal((await waits()).text, "", "it would end before")
    await hub.core.db.q("carme_runs").update({ demand: JSON.stringify({ ...demand, gpus: 2, walltimeMinutes: 600 }) })
    t.match((await waits()).json(), {
      booking: { message: /^Others have booked .* ask for 1:55:00 at most/, allowed_minutes: 115 },
    })
    hub.scheduler.reachable = false
    t.equal((await estimate("1:20:00")).booking, null, "without an answer nothing is said")
  },
)

t.test("a refusal says which limit, and what would be admitted instead", async t => {
  const hub = await queueCore(t, ({ demand }) => (demand.gpus > 2 ? { outcome: "refused", says: "no such node" } : 5))
  const alice = await hub.user("alice")
  await live(hub, alice, "r1", 3, false)
  const client = await hub.as(alice)
  const estimate = async (body: object) => (await client.api("POST", "/queues/estimate", body)).json()
  t.match(await estimate({ user_options: { queue: "large", gpus: 2 } }), {
    admitted: false,
    refusal: { code: "quota-gpus", limit: 4, used: 3, asked: 2, allowed: 1 },
    start: null,
    better: [{ change: "with 1 GPU", user_options: { queue: "large", gpus: 1 } }],
  })
  t.match(await estimate({ user_options: { queue: "secret" } }), {
    admitted: false,
    refusal: { code: "queue-not-allowed" },
    better: [],
  })
  t.match(await estimate({ user_options: { gpus: "many" } }), { admitted: false, refusal: { code: "bad-option" } })
  t.match(
    await estimate({ user_options: { queue: "large", gpus: 3 }, run: "r1" }),
    { admitted: false, refusal: null, scheduler_says: "no such node" },
    "what the run that would make way holds counts as free",
  )
  t.match(await estimate({ run: "r1" }), { gpus: 3 }, "its options, where none are given")
  t.equal((await client.api("POST", "/queues/estimate", { run: "r9" })).status, 404)
  const bob = await hub.as(await hub.user("bob"))
  t.equal((await bob.api("POST", "/queues/estimate", { run: "r1" })).status, 404)
  t.equal((await client.api("POST", "/queues/estimate", { options: {} })).status, 400)
})

t.test("a scheduler that does not answer is said so", async t => {
  const hub = await queueCore(t, () => {
    throw new Error("slurmctld is down")
  })
  const client = await hub.as(await hub.user("alice"))
  const answer = await client.api("POST", "/queues/estimate", { user_options: {} })
  t.match(answer.json(), {
    admitted: true,
    start: null,
    scheduler_says: "The scheduler does not answer at the moment.",
  })
})

t.test("the cost goes by the weight of the type, and stands beside what is left of the budget", async t => {
  const quotas = { user: { gpus: 4, queues: ["instant", "large"], gpu_hours_per_week: 10, gpu_hours_per_month: 100 } }
  const carme = { quotas, gpu_weights: { a100: 0.5 }, time_zone: "UTC" }
  const hub = await queueCore(t, () => 0, { clock: manualClock(noon), carme })
  const client = await hub.as(await hub.user("alice"))
  const options = { queue: "instant", gpus: 1, gpu_type: "a100", walltime: "2:00:00" }
  const answer = await client.api("POST", "/queues/estimate", { user_options: options })
  t.match(answer.json(), {
    gpu_hours: 1,
    budget: { window: "week", limit: 10, left: 10, ends: "2026-11-30T00:00:00Z" },
  })
  const dear = await client.api("POST", "/queues/estimate", {
    user_options: { queue: "large", gpus: 4, walltime: "4:00:00" },
  })
  t.match(dear.json(), { admitted: false, refusal: { code: "quota-gpu-hours", limit: 10, asked: 16, allowed: 10 } })
})
