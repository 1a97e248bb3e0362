/** The whole life of a server, driven by the conductor with a real local server and a proxy that remembers. */
import { join } from "node:path"
import t, { type Test } from "tap"
import { startConductor } from "../../../hub/core/servers/conductor.ts"
import { progress } from "../../../hub/core/servers/progress.ts"
import { note } from "../../../hub/core/servers/run-note.ts"
import { awaitRun, startServer, stopServer } from "../../../hub/core/servers/servers.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import type { RunRow } from "../../../hub/db/rows.ts"
import { findRun } from "../../../hub/db/runs.ts"
import { findServersByIds } from "../../../hub/db/servers.ts"
import { findSpawner } from "../../../hub/db/spawners.ts"
import { findTokenById } from "../../../hub/db/tokens.ts"
import type { Clock } from "../../../hub/plugin/context.ts"
import type { Spawner } from "../../../hub/plugin/spawner.ts"
import { bareCore, rememberingProxy } from "../../support/bare-core.ts"
import { manualClock, settableClock } from "../../support/clock.ts"
import { tinyServer } from "../../support/hub-place.ts"
import { noon } from "../../support/rows.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

const soon = 20_000
const isReady = (run: RunRow) => run.state === "ready" || run.state === "stopped"
const isStopped = (run: RunRow) => run.state === "stopped"

async function hub(t: Test, traits: Readonly<Record<string, unknown>> = {}, clock?: Clock) {
  const proxy = rememberingProxy()
  const made = await bareCore(t, {
    proxy,
    ...(clock ? { clock } : {}),
    traits: {
      "Spawner.cmd": tinyServer,
      "SimpleLocalProcessSpawner.home_dir_template": join(t.testdir(), "{username}"),
      "CarmeHub.poll_interval": 0.2,
      ...traits,
    },
  })
  const conductor = startConductor(made.core)
  t.teardown(async () => {
    for (const run of await made.core.db.q("carme_runs").whereNotNull("live_key").select("job")) {
      const { pid } = JSON.parse(run.job)
      if (pid) process.kill(pid, "SIGKILL")
    }
    await conductor.stop()
  })
  return { ...made, proxy }
}

t.test("from a request to a server with a route, and back", async t => {
  const { core, addUser, proxy } = await hub(t)
  const user = await addUser("ada")
  const run = await startServer(core, { user, serverName: "", options: { a: 1 }, by: "ada" })
  t.equal(run.state, "admitted", "the request is answered when it is admitted")
  const story: string[] = []
  for await (const event of progress(core, run.id, AbortSignal.timeout(soon))) {
    story.push(event.ready ? `ready ${event.url}` : `${event.progress} ${event.message}`)
  }
  t.equal(story[0], "0 Server requested")
  t.equal(story.at(-1), "ready /user/ada/")

  const ready = await awaitRun(core, run.id, isReady, 0)
  t.match(ready, { state: "ready", host: "127.0.0.1", port: Number, job: { pid: Number, _start_ticks: Number } })
  t.same(
    [...proxy.routes.values()],
    [
      {
        routespec: "/user/ada/",
        target: `http://127.0.0.1:${ready.port}`,
        data: { user: "ada", server_name: "" },
      },
    ],
  )
  const server = await findSpawner(core.db, user.id, "")
  t.match(server, { state: { pid: ready.job.pid }, user_options: { a: 1 }, oauth_client_id: "jupyterhub-user-ada" })
  t.match(await findServersByIds(core.db, [server?.server_id ?? 0]), [
    { proto: "http", ip: "127.0.0.1", port: ready.port, base_url: "/user/ada/", cookie_name: "cookie" },
  ])
  t.match(await findTokenById(core.db, ready.token_id ?? 0), {
    note: "Server at /user/ada/",
    user_id: user.id,
    scopes: ["users:activity!user"],
  })
  t.match(await usageOfUser(core.db, user.id), { jobs: 1 })

  await stopServer(core, { user, serverName: "", by: "ada" })
  const stopped = await awaitRun(core, run.id, isStopped, soon)
  t.match(stopped, { state: "stopped", outcome: "stopped", live_key: null })
  t.notOk(core.spawnerContext.processes.alive(Number(ready.job.pid)), "the process is gone")
  t.equal(proxy.routes.size, 0)
  t.match(await findSpawner(core.db, user.id, ""), { server_id: null, started: null, state: {}, oauth_client_id: null })
  t.equal(await findTokenById(core.db, ready.token_id ?? 0), null, "its token is revoked")
  t.match(await usageOfUser(core.db, user.id), { jobs: 0 })
})

t.test("a server that ends by itself", async t => {
  const { core, addUser, proxy } = await hub(t)
  const user = await addUser("ada")
  const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
  const ready = await awaitRun(core, id, isReady, soon)
  process.kill(Number(ready.job.pid), "SIGKILL")
  const ended = await awaitRun(core, id, isStopped, soon)
  t.match(ended, { outcome: "ended", message: /The server ended/ })
  t.equal(proxy.routes.size, 0)
})

t.test("a command that fails says why", async t => {
  const { core, addUser } = await hub(t, {
    "Spawner.cmd": [process.execPath, "-e", "console.error('no <disk> left'); process.exit(3)"],
  })
  const user = await addUser("ada")
  const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
  const ended = await awaitRun(core, id, isStopped, soon)
  t.match(ended, { outcome: "failed", message: /ended before it was ready: exit code 3\n\n.*\nno <disk> left/ })
  const story: unknown[] = []
  for await (const event of progress(core, id, AbortSignal.timeout(soon))) story.push(event)
  t.match(story, [{ failed: true, progress: 100, message: /^Spawn failed: .*exit code 3/ }], "told at once afterwards")
})

t.test("a command that is not there", async t => {
  const { core, addUser } = await hub(t, { "Spawner.cmd": ["/nowhere/jupyterhub-singleuser"] })
  const user = await addUser("ada")
  const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
  t.match(await awaitRun(core, id, isStopped, soon), {
    outcome: "failed",
    message: /Cannot start .*nowhere.*Spawner.cmd/,
  })
})

t.test("while one server is waited for, those that simply run are left alone", async t => {
  const backend = createBackend()
  const plain = plainSpawner(backend)
  const polled: string[] = []
  let enough = () => {}
  const often = new Promise<void>(resolve => {
    enough = resolve
  })
  const spawner: Spawner = {
    ...plain,
    async poll(runs, context) {
      polled.push(...runs.map(run => run.user.name))
      if (polled.filter(name => name === "bob").length >= 3) enough()
      return plain.poll(runs, context)
    },
  }
  const { core, addUser } = await bareCore(t, { spawner, traits: { "CarmeHub.poll_interval": 60 } })
  const conductor = startConductor(core)
  t.teardown(() => conductor.stop())
  const [ada, bob] = [await addUser("ada"), await addUser("bob")]
  for (const user of [ada, bob]) {
    const { id } = await startServer(core, { user, serverName: "", options: null, by: user.name })
    await awaitRun(core, id, run => run.state === "queued", soon)
  }
  await core.db.q("carme_runs").where({ user_name: "ada" }).update({ state: "ready" })
  backend.obeys = false
  await stopServer(core, { user: bob, serverName: "", by: "bob" })
  await often
  t.same([...new Set(polled)], ["bob"])
})

t.test("a stop that fails is logged with its cause and tried again", async t => {
  const backend = createBackend()
  const plain = plainSpawner(backend)
  let asked = 0
  const spawner: Spawner = {
    ...plain,
    async stop(run, context) {
      if (++asked === 1) throw new Error("the controller does not answer")
      await plain.stop(run, context)
    },
  }
  const { core, addUser, log } = await bareCore(t, { spawner, traits: { "CarmeHub.poll_interval": 0.2 } })
  const conductor = startConductor(core)
  t.teardown(() => conductor.stop())
  const user = await addUser("ada")
  const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
  await awaitRun(core, id, run => run.state === "queued", soon)
  await stopServer(core, { user, serverName: "", by: "ada" })
  t.match(await awaitRun(core, id, isStopped, soon), { state: "stopped", outcome: "stopped" })
  t.ok(asked >= 2)
  t.match(log(), /A job could not be ended: trying again[^\n]*user=ada[\s\S]*the controller does not answer/)
})

t.test("a server that never answers", async t => {
  const { core, addUser } = await hub(t, {
    "Spawner.cmd": [process.execPath, "-e", "setInterval(() => {}, 1000)"],
    "Spawner.http_timeout": 1,
  })
  const user = await addUser("ada")
  const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
  const ended = await awaitRun(core, id, isStopped, soon)
  t.match(ended, { outcome: "failed", message: /did not answer within 1 seconds: nothing listens there yet/ })
  t.notOk(core.spawnerContext.processes.alive(Number(ended.job.pid)), "and is ended")
})

t.test(
  "start_timeout counts from the moment the job runs, and a job that tells how far it is has not fallen silent",
  async t => {
    const clock = manualClock(noon)
    const backend = createBackend()
    const plain = plainSpawner(backend)
    let looked = () => {}
    const spawner: Spawner = {
      ...plain,
      async poll(runs, context) {
        looked()
        return plain.poll(runs, context)
      },
    }
    const traits = { "Spawner.start_timeout": 120, "CarmeHub.poll_interval": 20 }
    const { core, addUser } = await bareCore(t, { clock, spawner, traits })
    const conductor = startConductor(core)
    t.teardown(() => conductor.stop(0))
    const user = await addUser("ada")
    const { id } = await startServer(core, { user, serverName: "", options: null, by: "ada" })
    const is = async (state: RunRow["state"]) =>
      (await awaitRun(core, id, run => run.state === state || run.state === "stopped", soon)).state === state
    /** From one look at the backend to the next. */
    const pass = async (seconds: number) => {
      for (let left = seconds; left > 0; left -= 20) {
        const look = new Promise<void>(resolve => {
          looked = resolve
        })
        while (clock.sleepers === 0) await new Promise(resolve => setImmediate(resolve))
        await clock.advance(20_000)
        await look
      }
    }
    t.ok(await is("queued"))
    await pass(600)
    t.match(await findRun(core.db, id), { state: "queued" }, "ten minutes in the queue are fine")
    backend.jobs.set(id, { status: "running" })
    await pass(20)
    t.ok(await is("starting"))
    await pass(100)
    t.match(await findRun(core.db, id), { state: "starting" }, "its time has begun with the job")
    const run = await findRun(core.db, id)
    if (run) await note(core, run, { event: "told", message: "Copied 3 of 9 files", progress: 60 })
    await pass(100)
    t.match(await findRun(core.db, id), { state: "starting" }, "it has said something meanwhile")
    // With the run the looks at the backend end, too.
    for (let steps = 0; steps < 500 && (await findRun(core.db, id))?.state !== "stopped"; steps++)
      await clock.advance(20_000)
    t.match(await findRun(core.db, id), {
      state: "stopped",
      outcome: "failed",
      message: "The job runs, but its server did not report to the hub within 120 seconds.",
    })
    t.ok(backend.cancels.includes(id), "its job is ended")
  },
)

t.test("a clock that is set back stops no start, no look and no stop", async t => {
  const clock = settableClock()
  const { core, addUser } = await hub(t, { "JupyterHub.allow_named_servers": true }, clock)
  const user = await addUser("ada")
  const start = (serverName: string) => startServer(core, { user, serverName, options: {}, by: "ada" })
  const first = await start("")
  t.equal((await awaitRun(core, first.id, isReady, soon)).state, "ready")
  for (const back of [10 * 60_000, 20 * 86_400_000]) {
    clock.setTimeOfDay(-back)
    const next = await start(`s${back}`)
    t.equal((await awaitRun(core, next.id, isReady, soon)).state, "ready", `a start, ${back} ms back`)
    const ready = await findRun(core.db, next.id)
    process.kill(Number(ready?.job.pid), "SIGKILL")
    t.match(await awaitRun(core, next.id, isStopped, soon), { state: "stopped" }, "its end is seen")
  }
  await stopServer(core, { user, serverName: "", by: "ada" })
  t.equal((await awaitRun(core, first.id, isStopped, soon)).state, "stopped")
})
