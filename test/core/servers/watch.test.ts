/** What a backend says becomes events of the runs, once each; what it does not say changes nothing. */
import t from "tap"
import { watch } from "../../../hub/core/servers/watch.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import { listRunEvents } from "../../../hub/db/run-events.ts"
import { findRun, insertRun, listLiveRuns } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import type { JobStatus } from "../../../hub/plugin/spawner.ts"
import { bareCore, rememberingProxy } from "../../support/bare-core.ts"
import { noon, run, spawner } from "../../support/rows.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

async function scene(t: Parameters<typeof bareCore>[0], log: string | null = null) {
  const backend = createBackend()
  const proxy = rememberingProxy()
  const { core, addUser } = await bareCore(t, { proxy, spawner: { ...plainSpawner(backend), log: async () => log } })
  const user = await addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: user.id }))
  const row = { live_key: server.id, spawner_id: server.id, user_id: user.id, user_name: "ada" }
  await insertRun(core.db, run({ ...row, id: "r", state: "queued", submitted_at: noon, job: { job_id: "7" } }))
  const hears = async (status: JobStatus | null) => {
    if (status) backend.jobs.set("7", status)
    else backend.jobs.delete("7")
    await watch(core, await listLiveRuns(core.db))
    return findRun(core.db, "r")
  }
  const told = async () => (await listRunEvents(core.db, "r")).map(event => `${event.event}: ${event.message}`)
  return { core, backend, proxy, user, hears, told }
}

t.test("while it waits", async t => {
  const { backend, hears, told, core } = await scene(t)
  const estimate = new Date("2026-11-23T15:00:00Z")
  t.match(await hears({ status: "pending", reason: "Priority" }), {
    state: "queued",
    reason: "Priority",
    estimate: null,
  })
  await hears({ status: "pending", reason: "Priority" })
  t.match(await hears({ status: "pending", reason: "Resources", estimate, text: "Waiting for GPUs" }), { estimate })
  t.match(await hears({ status: "unknown", cause: "no answer" }), { state: "queued" })
  await hears({ status: "unknown", cause: "no answer" })
  backend.reachable = false
  await watch(core, await listLiveRuns(core.db))
  t.same(
    (await told()).map(line => line.split(":")[0]),
    ["pending", "pending", "unknown"],
    "news is told once",
  )
  t.match((await told())[1], /Waiting for GPUs/)
  t.match(await core.metrics.registry.metrics(), /carme_queue_query_seconds_count\{status="failure"\} 1/)
})

t.test("from the queue to a node", async t => {
  const { hears, told } = await scene(t)
  const started = await hears({ status: "running", node: "n1", address: { host: "10.0.0.1" } })
  t.match(started, { state: "starting", node: "n1", host: "10.0.0.1", port: null, allocated_at: Date })
  t.match(await hears({ status: "running", node: "n2", address: { host: "10.0.0.2" } }), {
    node: "n2",
    host: "10.0.0.2",
  })
  t.same(await told(), ["allocated: The job runs on n1: waiting for the server to answer"])
})

t.test("gone before it was ready", async t => {
  const { hears, core, user } = await scene(t, "slurmstepd: error: no space left")
  const ended = await hears({ status: "gone", exitCode: 1, reason: "FAILED" })
  t.match(ended, {
    state: "stopped",
    outcome: "failed",
    message: "The server ended before it was ready: FAILED\n\nLast lines of its log:\nslurmstepd: error: no space left",
  })
  t.match(await usageOfUser(core.db, user.id), { jobs: 0 })
})

t.test("a job that is put back into the queue is ended: nobody is led to where it was", async t => {
  const again: readonly JobStatus[] = [
    { status: "pending", reason: "BeginTime" },
    { status: "running", node: "n2", address: { host: "10.0.0.2" } },
  ]
  for (const status of again) {
    const { hears, core } = await scene(t)
    await hears({ status: "running", node: "n1", address: { host: "10.0.0.1" } })
    await core.db.q("carme_runs").update({ state: "ready", ready_at: "2026-11-23 12:01:00.000000" })
    t.match(await hears({ status: "running", node: "n1", address: { host: "10.0.0.1" } }), { state: "ready" })
    t.match(await hears(status), { state: "stopping", outcome: "ended", message: /back into the queue/ })
  }
  const { hears } = await scene(t)
  await hears({ status: "running", node: "n1", address: { host: "10.0.0.1" } })
  t.match(await hears({ status: "pending", reason: "BeginTime" }), { state: "stopping", outcome: "failed" })
})

t.test("gone while it was ready", async t => {
  const { hears, core, proxy } = await scene(t)
  await proxy.addRoute("/user/ada/", "http://10.0.0.1:4000", { user: "ada" })
  await core.db.q("carme_runs").update({ state: "ready", ready_at: "2026-11-23 12:01:00.000000" })
  t.match(await hears(null), { outcome: "ended", message: "The server ended: COMPLETED" })
  t.equal(proxy.routes.size, 0)
})

t.test("a job that is over and holds its node: nobody is led to its port any more", async t => {
  const { hears, core, proxy, told } = await scene(t)
  await proxy.addRoute("/user/ada/", "http://10.0.0.1:4000", { user: "ada" })
  await core.db.q("carme_runs").update({ state: "ready", ready_at: "2026-11-23 12:01:00.000000", node: "n1" })
  t.match(await hears({ status: "running", node: "n1", ending: true }), { state: "stopping", outcome: "ended" })
  t.equal(proxy.routes.size, 0)
  const still = await hears({ status: "running", node: "n1", ending: true })
  t.ok(still?.live_key, "its place is taken until it is gone")
  const ended = await hears({ status: "gone", exitCode: null, reason: "The job reached its time limit." })
  t.match(ended, { state: "stopped", outcome: "ended", message: "The server ended: The job reached its time limit." })
  t.same(await told(), [
    "stop: The server ended: its job is being ended",
    "gone: The server ended: The job reached its time limit.",
  ])
})

t.test("a job that is over before its server was ready", async t => {
  for (const before of ["queued", "starting"] as const) {
    const { hears } = await scene(t, "no space left")
    if (before === "starting") await hears({ status: "running", node: "n1", address: { host: "10.0.0.1" } })
    t.match(await hears({ status: "running", node: "n1", ending: true }), { state: "stopping", outcome: "failed" })
    const ended = await hears({ status: "gone", exitCode: 7, reason: "FAILED" })
    const message = "The server ended before it was ready: FAILED\n\nLast lines of its log:\nno space left"
    t.match(ended, { state: "stopped", outcome: "failed", message })
    t.equal(ended?.live_key, null)
  }
})

t.test("one that somebody stops is stopped, whatever its job goes through", async t => {
  const { hears, core } = await scene(t)
  await core.db.q("carme_runs").update({ state: "stopping", stopping_at: "2026-11-23 12:01:00.000000" })
  await hears({ status: "running", ending: true })
  t.match(await hears(null), { state: "stopped", outcome: "stopped", message: null })
})

t.test("a scheduler that does not answer is told once, in whatever words it does not", async t => {
  const { core, backend, hears, told } = await scene(t)
  for (const cause of ["timed out", "connection refused", "exit code 1"]) await hears({ status: "unknown", cause })
  backend.reachable = false
  t.match(await watch(core, await listLiveRuns(core.db)), /cannot be reached/)
  t.same((await told()).length, 1)
  backend.reachable = true
  await hears({ status: "pending", reason: "Priority" })
  t.equal(await watch(core, await listLiveRuns(core.db)), null)
})

t.test("while it stops", async t => {
  const { hears, core } = await scene(t)
  await core.db.q("carme_runs").update({ state: "stopping", stopping_at: "2026-11-23 12:01:00.000000" })
  t.match(await hears({ status: "running" }), { state: "stopping" })
  t.match(await hears({ status: "unknown", cause: "x" }), { state: "stopping" })
  t.match(await hears(null), { state: "stopped", outcome: "stopped", message: null })
})
