import t from "tap"
import type { RunRow, UserRow } from "../../../hub/db/rows.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { type TestCore, testCore } from "../../support/core.ts"
import { noon, run, spawner } from "../../support/rows.ts"

const paginated = { accept: "application/jupyterhub-pagination+json" }
const ids = (runs: readonly { id: string }[]) => runs.map(({ id }) => id)

async function runOf(hub: TestCore, owner: UserRow, id: string, row: Partial<RunRow> = {}): Promise<void> {
  const server = await insertSpawner(hub.core.db, spawner({ user_id: owner.id, name: row.server_name ?? "" }))
  const live_key = row.state === "stopped" ? null : server.id
  const whose = { spawner_id: server.id, user_id: owner.id, user_name: owner.name }
  await insertRun(hub.core.db, run({ id, live_key, ...whose, ...row }))
}

async function withRuns(t: Parameters<typeof testCore>[0]) {
  const hub = await testCore(t)
  const [alice, bob] = [await hub.user("alice"), await hub.user("bob")]
  const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
  await runOf(hub, alice, "r1", {
    state: "ready",
    server_name: "lab",
    job: { job_id: 4711, _secret: "x" },
    node: "n1",
    allocated_at: after(2),
    ready_at: after(3),
    demand: {
      queue: "large",
      container: "pytorch",
      gpus: 2,
      gpuType: "a100",
      cpus: 8,
      memoryMb: 1024,
      walltimeMinutes: 60,
    },
  })
  await runOf(hub, bob, "r2", { state: "queued", reason: "Priority", requested_at: after(1) })
  await runOf(hub, bob, "r3", {
    state: "stopped",
    outcome: "failed",
    message: "no such image",
    server_name: "old",
    requested_at: after(2),
    ended_at: after(4),
    allocated_at: after(3),
  })
  return { hub, alice, bob }
}

t.test("what runs, where, for how long, and what became of the others", async t => {
  const { hub } = await withRuns(t)
  const admin = await hub.service("admin", ["read:servers"])
  const runs = (await admin.api("GET", "/runs")).json()
  t.same(ids(runs), ["r3", "r2", "r1"], "newest first")
  t.same(runs[2], {
    id: "r1",
    user: "alice",
    server: "lab",
    state: "ready",
    job_id: "4711",
    node: "n1",
    queue: "large",
    container: "pytorch",
    gpus: 2,
    gpu_type: "a100",
    nodes: 1,
    cpus: 8,
    memory_mb: 1024,
    walltime_minutes: 60,
    reason: null,
    estimate: null,
    requested_by: "alice",
    requested_at: "2026-11-23T12:00:00Z",
    started_at: "2026-11-23T12:02:00Z",
    ready_at: "2026-11-23T12:03:00Z",
    ends_at: "2026-11-23T13:02:00Z",
    ended_at: null,
    outcome: null,
    message: null,
  })
  t.match(runs[1], { state: "queued", reason: "Priority", job_id: null, ends_at: null })
  t.match(runs[0], { state: "stopped", outcome: "failed", message: "no such image", ends_at: null })
})

t.test("live, ended, of one user, in pages", async t => {
  const { hub } = await withRuns(t)
  const admin = await hub.service("admin", ["read:servers"])
  const asked = async (query: string) => ids((await admin.api("GET", `/runs?${query}`)).json())
  t.same(await asked("state=live"), ["r2", "r1"])
  t.same(await asked("state=ended"), ["r3"])
  t.same(await asked("user=bob"), ["r3", "r2"])
  t.same(await asked("user=nobody"), [])
  const page = (await admin.api("GET", "/runs?limit=2&state=", undefined, paginated)).json()
  t.same(ids(page.items), ["r3", "r2"])
  t.match(page._pagination, { total: 3, next: { offset: 2, limit: 2 } })
  const refused = await admin.api("GET", "/runs?state=old")
  t.equal(refused.status, 400)
  t.match(refused.json().message, "state must be 'live' or 'ended', not 'old'")
})

t.test("a user sees the own runs, a token of one server that server's, and others none", async t => {
  const { hub, alice, bob } = await withRuns(t)
  t.same(ids((await (await hub.as(alice)).api("GET", "/runs")).json()), ["r1"])
  t.same(ids((await (await hub.as(bob)).api("GET", "/runs")).json()), ["r3", "r2"])
  t.same(ids((await (await hub.as(bob)).api("GET", "/runs?user=alice")).json()), [])
  const one = await hub.as(bob, ["read:servers!server=bob/old"])
  t.same(ids((await one.api("GET", "/runs")).json()), ["r3"])
  t.equal((await (await hub.as(bob, ["read:users:name!user"])).api("GET", "/runs")).status, 403)
  t.equal((await hub.client().api("GET", "/runs")).status, 403)
})
