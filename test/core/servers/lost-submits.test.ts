/** A hub that dies at any step: the next one goes on from the database, and no start is ever submitted twice. */
import t, { type Test } from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { startConductor } from "../../../hub/core/servers/conductor.ts"
import { startServer, stopServer } from "../../../hub/core/servers/servers.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { findRun } from "../../../hub/db/runs.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import type { Spawner } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { type ManualClock, manualClock } from "../../support/clock.ts"
import {
  answering,
  type Backend,
  createBackend,
  failingSpawner,
  lostSpawner,
  plainSpawner,
  slowSpawner,
} from "../../support/spawner-doubles.ts"

async function scene(t: Test) {
  const clock = manualClock()
  const backend = createBackend()
  const { core, addUser } = await bareCore(t, { clock })
  const user = await addUser("ada")
  /** A hub process on the one database; `crash` ends it without a word to anybody. */
  const boot = (spawner: Spawner = plainSpawner(backend)) => {
    const own: Core = { ...core, spawner }
    const conductor = startConductor(own)
    t.teardown(() => conductor.stop(0))
    return { core: own, crash: () => conductor.stop(0) }
  }
  const request = (by: Core) => startServer(by, { user, serverName: "", options: {}, by: "ada" })
  return { clock, backend, core: { ...core, spawner: plainSpawner(backend) }, user, boot, request }
}

/** Moves the clock, a little at a time, until it is so with the run; at most for `seconds`. */
async function until(core: Core, id: string, is: (run: RunRow) => boolean, seconds = 120): Promise<RunRow> {
  const clock = core.clock as ManualClock
  for (let passed = 0; ; passed += 0.5) {
    const run = await findRun(core.db, id)
    if (!run) throw new Error("the run is gone")
    if (is(run)) return run
    if (passed > seconds) throw new Error(`after ${seconds} s it is ${JSON.stringify(run)}`)
    await clock.advance(500)
    await core.bus.wait(id, 20)
  }
}

const inState = (state: RunRow["state"]) => (run: RunRow) => run.state === state

async function runOn(backend: Backend, id: string, t: Test): Promise<void> {
  backend.jobs.set(id, { status: "running", address: await answering(t), node: "n1" })
}

t.test("cut off after the admission", async t => {
  const { core, boot, backend, request } = await scene(t)
  const { id } = await request(core)
  boot()
  await until(core, id, inState("queued"))
  await runOn(backend, id, t)
  t.match(await until(core, id, inState("ready")), { node: "n1", job: { job_id: id } })
  t.same(backend.submits, [id])
})

t.test("cut off while submitting, before the backend had it", async t => {
  const { core, boot, backend, request, user, clock } = await scene(t)
  const lost = lostSpawner(backend)
  const first = boot(lost.spawner)
  const { id } = await request(first.core)
  await lost.called
  await first.crash()
  boot()
  await clock.advance(10_000)
  t.match(await findRun(core.db, id), { state: "admitted" }, "it may still be on its way")
  const ended = await until(core, id, inState("stopped"))
  t.match(ended, { outcome: "failed", message: /hub was restarted while this was being submitted: start it again/ })
  t.same(backend.submits, [], "and nobody tried again")
  t.match(await usageOfUser(core.db, user.id), { gpus: 0, jobs: 0 })
})

t.test("cut off between the submit and its answer", async t => {
  const { core, boot, backend, request } = await scene(t)
  const slow = slowSpawner(backend)
  const first = boot(slow.spawner)
  const { id } = await request(first.core)
  await slow.submitted
  await first.crash()
  t.match(await findRun(core.db, id), { state: "admitted", job: {} }, "the hub does not know of the job")
  boot()
  t.match(await until(core, id, inState("queued")), { job: { job_id: id } }, "it is found by its name")
  await runOn(backend, id, t)
  await until(core, id, inState("ready"))
  t.same(backend.submits, [id])
})

t.test("cut off while it waits, runs, is ready, or stops", async t => {
  const { core, boot, backend, request, user } = await scene(t)
  let hub = boot()
  const { id } = await request(hub.core)
  await until(core, id, inState("queued"))
  await hub.crash()
  hub = boot()
  backend.jobs.set(id, { status: "running", address: { host: "127.0.0.1" }, node: "n1" })
  await until(core, id, inState("starting"))
  await hub.crash()
  await runOn(backend, id, t)
  hub = boot()
  await until(core, id, inState("ready"))
  await hub.crash()
  backend.obeys = false
  await stopServer(core, { user, serverName: "", by: "ada" })
  hub = boot()
  await until(core, id, () => backend.cancels.length > 0)
  await hub.crash()
  backend.obeys = true
  boot()
  t.match(await until(core, id, inState("stopped")), { outcome: "stopped" })
  t.same(backend.submits, [id])
})

t.test("a backend that cannot be reached ends nothing", async t => {
  const { core, boot, backend, request, user, clock } = await scene(t)
  const slow = slowSpawner(backend)
  const first = boot(slow.spawner)
  const { id } = await request(first.core)
  await slow.submitted
  await first.crash()
  backend.reachable = false
  const second = boot()
  for (let minutes = 0; minutes < 10; minutes++) {
    await clock.advance(60_000)
    await core.bus.wait(id, 10)
  }
  t.match(await findRun(core.db, id), { state: "admitted" }, "a submit in doubt stays in doubt")
  backend.reachable = true
  await until(core, id, inState("queued"))
  await runOn(backend, id, t)
  await until(core, id, inState("ready"))
  backend.reachable = false
  for (let minutes = 0; minutes < 10; minutes++) {
    await clock.advance(60_000)
    await core.bus.wait(id, 10)
  }
  t.match(await findRun(core.db, id), { state: "ready" }, "and a server goes on")
  await stopServer(second.core, { user, serverName: "", by: "ada" })
  await clock.advance(60_000)
  t.match(await findRun(core.db, id), { state: "stopping" }, "one that cannot be ended holds its quota")
  t.match(await usageOfUser(core.db, user.id), { gpus: 1 })
  backend.reachable = true
  await until(core, id, inState("stopped"))
  t.match(await usageOfUser(core.db, user.id), { gpus: 0 })
})

t.test("a job that comes up after its run was given up", async t => {
  const { core, boot, backend, request } = await scene(t)
  const lost = lostSpawner(backend)
  const first = boot(lost.spawner)
  const { id } = await request(first.core)
  await lost.called
  await first.crash()
  boot()
  await until(core, id, inState("stopped"))
  backend.jobs.set(id, { status: "running" })
  await until(core, id, () => backend.cancels.includes(id))
  t.notOk(backend.jobs.has(id), "is ended")
})

t.test("stopped while it is being submitted", async t => {
  const { core, boot, backend, request, user } = await scene(t)
  const slow = slowSpawner(backend)
  const hub = boot(slow.spawner)
  const { id } = await request(hub.core)
  await slow.submitted
  await stopServer(hub.core, { user, serverName: "", by: "ada" })
  t.match(await findRun(core.db, id), { state: "stopping" })
  slow.answer()
  t.match(await until(core, id, inState("stopped")), { outcome: "stopped" })
  t.same(backend.cancels, [id])
  t.equal(backend.jobs.size, 0, "nothing is left behind")
})

t.test("stopped before it was submitted", async t => {
  const { core, boot, backend, request, user } = await scene(t)
  const { id } = await request(core)
  await stopServer(core, { user, serverName: "", by: "ada" })
  boot()
  t.match(await until(core, id, inState("stopped")), { outcome: "stopped" })
  t.same(backend.submits, [])
})

t.test("a backend that says no", async t => {
  const { core, boot, backend, request, user } = await scene(t)
  const no = new Refusal(403, "sbatch: error: Invalid account <b>", { messageHtml: "<i>site</i>", code: "no-account" })
  const hub = boot(failingSpawner(backend, no))
  const { id } = await request(hub.core)
  const ended = await until(core, id, inState("stopped"))
  t.match(ended, { outcome: "refused", message: "sbatch: error: Invalid account <b>", message_html: "<i>site</i>" })
  t.match(ended, { status: 403, code: "no-account" })
  const { values } = await core.metrics.serverSpawnDuration.get()
  t.ok(values.some(({ labels }) => labels.status === "failure" && labels.reason === "no-account"))
  t.match(await usageOfUser(core.db, user.id), { jobs: 0 })
  t.equal((await core.db.q("api_tokens").count({ n: "*" }))[0]?.n, 0, "no token is left")
})

t.test("a start whose outcome is not known", async t => {
  const { core, boot, backend, request } = await scene(t)
  const hub = boot(failingSpawner(backend, new Fault(504, "sbatch did not answer in time"), true))
  const { id } = await request(hub.core)
  t.match(await until(core, id, inState("queued")), { message: null }, "the job was submitted after all")
  await hub.crash()
  const other = await scene(t)
  const failing = other.boot(failingSpawner(other.backend, new Fault(504, "sbatch did not answer in time")))
  const run = await other.request(failing.core)
  t.match(await until(other.core, run.id, inState("stopped")), { message: "sbatch did not answer in time" })
})

t.test("several hubs on one database", async t => {
  const { core, boot, backend, request, clock } = await scene(t)
  const elsewhere = { ...plainSpawner(backend), name: "plain" }
  boot()
  boot(elsewhere)
  boot(elsewhere)
  const { id } = await request(core)
  await until(core, id, inState("queued"))
  await clock.advance(10_000)
  t.same(backend.submits, [id], "one of them submits")
})

t.test("hooks and submits that hang", async t => {
  const { core, boot, backend, request, clock } = await scene(t)
  const lost = lostSpawner(backend)
  const hub = boot(lost.spawner)
  const { id } = await request(hub.core)
  await lost.called
  await clock.advance(59_000)
  t.match(await findRun(core.db, id), { state: "admitted" }, "a slow submit is given its time")
  t.match(await until(core, id, inState("stopped")), {
    outcome: "failed",
    message: "The submit took more than 60 seconds.",
  })
})
