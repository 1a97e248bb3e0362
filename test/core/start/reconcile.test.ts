/** Servers that JupyterHub had started are taken over: those that run go on, those that are gone are cleaned up. */
import t from "tap"
import { checkRoutes } from "../../../hub/core/check-routes.ts"
import { startConductor } from "../../../hub/core/servers/conductor.ts"
import { awaitRun } from "../../../hub/core/servers/servers.ts"
import { reconcile } from "../../../hub/core/start/reconcile.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { usageOfUser } from "../../../hub/db/allocations.ts"
import { insertRun, listLiveRuns } from "../../../hub/db/runs.ts"
import { insertServer } from "../../../hub/db/servers.ts"
import { findSpawner, insertSpawner, updateSpawner } from "../../../hub/db/spawners.ts"
import { insertUsers } from "../../../hub/db/users.ts"
import type { JobStatus, Run } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { run as runRow, spawner, user as userRow } from "../../support/rows.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

const address = { proto: "http", ip: "10.0.0.1", port: 4000, base_url: "/user/ada/", cookie_name: "cookie" }

t.test("JupyterHub's servers", async t =>
  forEachDatabase(t, async (t, db) => {
    const backend = createBackend()
    const { core, addUser } = await bareCore(t, { db, spawner: plainSpawner(backend) })
    const started = new Date("2026-11-20T00:00:00Z")
    for (const name of ["ada", "bob"]) {
      const user = await addUser(name)
      const server = await insertServer(core.db, { ...address, base_url: `/user/${name}/` })
      await insertSpawner(
        core.db,
        spawner({ user_id: user.id, server_id: server.id, state: { job_id: name }, started, user_options: { a: 1 } }),
      )
      await issueToken(core, { user, note: `Server at /user/${name}/`, scopes: [] })
      await issueToken(core, { user, note: "kept", scopes: [] })
    }
    backend.jobs.set("ada", { status: "running" })
    await reconcile(core)
    const [run, ...others] = await listLiveRuns(core.db)
    t.same(others, [])
    t.match(run, {
      state: "ready",
      user_name: "ada",
      host: "10.0.0.1",
      port: 4000,
      job: { job_id: "ada" },
      requested_at: started,
      user_options: { a: 1 },
    })
    const [ada, bob] = await core.db.q("users").orderBy("name").pluck("id")
    t.match(
      await findSpawner(core.db, ada, ""),
      { server_id: Number, state: { job_id: "ada" } },
      "JupyterHub could take it back",
    )
    t.match(
      await findSpawner(core.db, bob, ""),
      { server_id: null, started: null, state: {} },
      "what is gone is cleaned up",
    )
    t.match(
      await core.db.q("servers").select(),
      [address],
      "its address stays as JupyterHub wrote it, protocol included",
    )
    t.equal((await core.db.q("servers").pluck("id")).length, 1)
    t.same(await core.db.q("api_tokens").where({ user_id: bob }).pluck("note"), ["kept"], "with the token that it had")
    t.match(await core.metrics.registry.metrics(), /jupyterhub_running_servers 1\n/)

    await reconcile(core)
    t.equal((await listLiveRuns(core.db))[0]?.id, run?.id, "our own runs just go on")
  }),
)

t.test("a server that JupyterHub stopped and started anew while it was in charge", async t => {
  const backend = createBackend()
  const { core, addUser } = await bareCore(t, { spawner: plainSpawner(backend) })
  const user = await addUser("ada")
  const server = await insertServer(core.db, address)
  const row = await insertSpawner(core.db, spawner({ user_id: user.id, server_id: server.id, state: { job_id: "1" } }))
  backend.jobs.set("1", { status: "running" })
  await reconcile(core)
  const [ours] = await listLiveRuns(core.db)
  await updateSpawner(core.db, row.id, { state: { job_id: "1", job_status: "RUNNING" } })
  await reconcile(core)
  t.equal((await listLiveRuns(core.db))[0]?.id, ours?.id, "more words about the same job change nothing")

  backend.jobs.delete("1")
  backend.jobs.set("2", { status: "running" })
  await updateSpawner(core.db, row.id, { state: { job_id: "2" } })
  await reconcile(core)
  const live = await listLiveRuns(core.db)
  t.match(live, [{ state: "ready", job: { job_id: "2" } }])
  t.not(live[0]?.id, ours?.id)
  t.match(await findSpawner(core.db, user.id, ""), { server_id: server.id }, "the new server's rows are left alone")
  t.match(await usageOfUser(core.db, user.id), { jobs: 1 })
})

t.test("servers of ours that JupyterHub stopped while it was in charge", async t => {
  const backend = createBackend()
  const { core, addUser } = await bareCore(t, { spawner: plainSpawner(backend) })
  const rows = new Map<string, number>()
  for (const name of ["ada", "bob", "eve", "zoe"]) {
    const { id: user_id } = await addUser(name)
    const server = await insertServer(core.db, { ...address, base_url: `/user/${name}/` })
    rows.set(
      name,
      (await insertSpawner(core.db, spawner({ user_id, server_id: server.id, state: { job_id: name } }))).id,
    )
    backend.jobs.set(name, { status: "running" })
  }
  await reconcile(core)
  t.equal((await listLiveRuns(core.db, ["ready"])).length, 4)

  await updateSpawner(core.db, rows.get("ada") ?? 0, { server_id: null, state: {} })
  await updateSpawner(core.db, rows.get("bob") ?? 0, { server_id: null, state: {} })
  await core.db
    .q("spawners")
    .where({ id: rows.get("eve") })
    .delete()
  backend.jobs.delete("ada")
  await reconcile(core)
  const states = new Map((await listLiveRuns(core.db)).map(run => [run.user_name, run.state]))
  t.notOk(states.has("ada"), "what is gone has ended before anybody is sent there")
  t.equal(states.get("bob"), "stopping", "what JupyterHub's stop left over is ended")
  t.equal(states.get("eve"), "stopping", "with the row removed, too")
  t.equal(states.get("zoe"), "ready")

  backend.jobs.delete("zoe")
  await reconcile(core)
  t.notOk(
    (await listLiveRuns(core.db)).some(run => run.user_name === "zoe"),
    "and what ended while no hub was there",
  )
})

t.test("a job of ours that still waited when JupyterHub started another one is ended", async t => {
  const backend = createBackend()
  const { core, addUser } = await bareCore(t, { spawner: plainSpawner(backend) })
  const user = await addUser("ada")
  const server = await insertServer(core.db, address)
  const state = { job_id: "theirs" }
  const row = await insertSpawner(core.db, spawner({ user_id: user.id, server_id: server.id, state }))
  const ids = { user_id: user.id, user_name: "ada", spawner_id: row.id, live_key: row.id }
  const waiting = { state: "queued", submitted_at: new Date(), job: { job_id: "ours" } } as const
  await insertRun(core.db, runRow({ id: "ours", ...ids, ...waiting }))
  backend.jobs.set("ours", { status: "pending", reason: "Priority" })
  backend.jobs.set("theirs", { status: "running" })
  await reconcile(core)
  t.same([...backend.jobs.keys()], ["theirs"])
  t.match(await listLiveRuns(core.db), [{ state: "ready", job: state }])
})

t.test("a start that JupyterHub had not finished is ended, and nobody is sent there", async t => {
  const backend = createBackend()
  // JupyterHub's jobs do not bear the run's name.
  const stop = async (run: Run) => void backend.jobs.delete(String(run.state.job_id))
  const { core, addUser } = await bareCore(t, {
    spawner: { ...plainSpawner(backend), stop },
    traits: { "CarmeHub.poll_interval": 0.2 },
  })
  const user = await addUser("ada")
  const server = await insertServer(core.db, { ...address, ip: "", port: 0 })
  const row = await insertSpawner(core.db, spawner({ user_id: user.id, server_id: server.id, state: { job_id: "1" } }))
  backend.jobs.set("1", { status: "pending", reason: "Priority" })
  await reconcile(core)
  const [run] = await listLiveRuns(core.db)
  t.match(run, { state: "stopping", spawner_id: row.id })
  await checkRoutes(core)
  t.notOk((await core.proxy.listRoutes()).some(route => route.routespec.startsWith("/user/")))
  const conductor = startConductor(core)
  t.teardown(() => conductor.stop())
  const ends = run ? await awaitRun(core, run.id, now => now.state === "stopped", 20_000) : null
  t.match(ends, { state: "stopped", outcome: "stopped", message: "Another hub had not finished this start" })
  t.same(backend.jobs.size, 0)
  t.match(await findSpawner(core.db, user.id, ""), { server_id: null, state: {} })
})

t.test("a thousand of them, with one question", async t => {
  const backend = createBackend()
  let questions = 0
  const running: JobStatus = { status: "running" }
  const plain = plainSpawner(backend)
  const { core } = await bareCore(t, {
    spawner: {
      ...plain,
      poll: async runs => {
        questions++
        return new Map(runs.map(run => [run.id, running]))
      },
    },
  })
  const users = await insertUsers(
    core.db,
    Array.from({ length: 1000 }, (_, i) => userRow({ name: `user${i}` })),
  )
  for (const user of users) {
    const server = await insertServer(core.db, { ...address, base_url: `/user/${user.name}/` })
    await insertSpawner(core.db, spawner({ user_id: user.id, server_id: server.id, state: { job_id: user.name } }))
  }
  const before = core.clock.now().getTime()
  await reconcile(core)
  t.ok(core.clock.now().getTime() - before < 5000, "in no time")
  t.equal(questions, 1)
  t.equal((await listLiveRuns(core.db, ["ready"])).length, 1000)
})

t.test("a backend that cannot be reached takes nothing away", async t => {
  const backend = createBackend()
  backend.reachable = false
  const { core, addUser } = await bareCore(t, { spawner: plainSpawner(backend) })
  const user = await addUser("ada")
  const server = await insertServer(core.db, address)
  await insertSpawner(core.db, spawner({ user_id: user.id, server_id: server.id, state: { job_id: "1" } }))
  await reconcile(core)
  t.match(await listLiveRuns(core.db), [{ state: "ready" }])
})
