/** Servers as rows: which may be made, changed and removed, and what a start leaves of its request. */
import t from "tap"
import { admit } from "../../../hub/core/servers/admission.ts"
import { blankRun } from "../../../hub/core/servers/blank-run.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import {
  awaitRun,
  createServer,
  latestRuns,
  liveRuns,
  removeServer,
  startServer,
  stopServer,
  updateServer,
} from "../../../hub/core/servers/servers.ts"
import { findSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"

const named = { "JupyterHub.allow_named_servers": true, "JupyterHub.named_server_limit_per_user": 2 }
const step = { message: "", progress: 0 }

t.test("named servers", async t => {
  const { core, addUser } = await bareCore(t, { traits: named })
  const user = await addUser("ada")
  const lab = await createServer(core, user, "lab-1", { displayName: "My Läb", userOptions: { a: 1 } })
  t.match(lab, { name: "lab-1", display_name: "My Läb", user_options: { a: 1 } })
  const no = async (work: Promise<unknown>, status: number, message: RegExp) =>
    t.match(await work.catch(error => error), { status, message }, String(message))
  await no(createServer(core, user, "lab-1"), 409, /already has server lab-1/)
  await no(createServer(core, user, ""), 409, /already has a default server/)
  for (const name of ["Lab", "1lab", "lab-", "la--b", "a/b", "x".repeat(31), "läb", "../x"]) {
    await no(createServer(core, user, name), 400, /Invalid server_name/)
  }
  for (const displayName of [" x", "x  y", "x\ny", "x".repeat(256), "\u0007"]) {
    await no(createServer(core, user, "fine", { displayName }), 400, /Invalid display_name/)
  }
  await createServer(core, user, "lab-2")
  await no(createServer(core, user, "lab-3"), 400, /already has the maximum of 2 named servers/)
  await no(startServer(core, { user, serverName: "lab-3", options: {}, by: "ada" }), 400, /maximum of 2/)

  t.match(await updateServer(core, user, "lab-1", { name: "big", displayName: "Big", userOptions: { b: 2 } }), {
    name: "big",
  })
  t.match(await findSpawner(core.db, user.id, "big"), { display_name: "Big", user_options: { b: 2 } })
  await no(updateServer(core, user, "big", { name: "lab-2" }), 409, /already has server/)
  await no(updateServer(core, user, "none", { name: "x" }), 404, /no such server/)

  const run = await startServer(core, { user, serverName: "big", options: null, by: "ada" })
  t.match(run, { user_options: { b: 2 }, requested_by: "ada" }, "without options it starts as the last time")
  t.same([...(await liveRuns(core, [lab.id])).keys()], [lab.id])
  await no(updateServer(core, user, "big", { userOptions: {} }), 400, /is active/)
  await no(removeServer(core, user, "big"), 400, /is active/)
  await apply(core, run.id, "gone", step)
  await removeServer(core, user, "big")
  t.equal(await findSpawner(core.db, user.id, "big"), null)
  await no(removeServer(core, user, "big"), 404, /no server named/)
  await no(removeServer(core, user, ""), 400, /Cannot delete the default server/)
})

t.test("where there are no named servers", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  await t.rejects(startServer(core, { user, serverName: "lab", options: {}, by: "ada" }), {
    message: "Named servers are not enabled.",
  })
  t.equal(await findSpawner(core.db, user.id, "lab"), null, "and none is made")
})

t.test("parallel first starts make one server", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const ask = () => startServer(core, { user, serverName: "", options: { a: 1 }, by: "ada" })
  const runs = await Promise.all(Array.from({ length: 8 }, ask))
  t.equal(new Set(runs.map(run => run.id)).size, 1)
  t.equal((await core.db.q("spawners").count({ n: "*" }))[0]?.n, 1)
  t.match(await findSpawner(core.db, user.id, ""), { user_options: { a: 1 }, started: Date, last_activity: Date })
})

t.test("parallel requests keep to the limit and to names, and no start outlives its server's removal", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, addUser } = await bareCore(t, { db, traits: named })
    const user = await addUser("ada")
    const all = (work: readonly Promise<unknown>[]) => Promise.allSettled(work)
    const done = (answers: readonly PromiseSettledResult<unknown>[]) => answers.filter(a => a.status === "fulfilled")
    const made = await all(["a", "b", "c", "d", "e"].map(name => createServer(core, user, name)))
    t.equal(done(made).length, 2, "two are allowed")
    const names: string[] = await db.q("spawners").pluck("name")
    t.equal(done(await all(names.map(name => updateServer(core, user, name, { name: "same" })))).length, 1)
    const server = await findSpawner(db, user.id, "same")
    if (server === null) throw new Error("no server")
    const offer = await offerFor(core, user)
    const request = { user, server, parsed: { userOptions: {}, demand: blankRun.demand }, offer, by: "ada" }
    const [removed, run] = await all([removeServer(core, user, "same"), admit(core, request)])
    const there = await findSpawner(db, user.id, "same")
    t.not(removed?.status, run?.status, "one of the two")
    t.equal(run?.status === "fulfilled", there !== null)
  })
})

t.test("a start that finds its server renamed or deleted is refused", async t => {
  const { core, addUser } = await bareCore(t, { traits: named })
  const user = await addUser("ada")
  const server = await createServer(core, user, "lab")
  const parsed = { userOptions: {}, demand: blankRun.demand }
  const request = { user, server, parsed, offer: await offerFor(core, user), by: "ada" }
  await updateServer(core, user, "lab", { name: "big" })
  await t.rejects(admit(core, request), { status: 409, message: 'The server "lab" has just been renamed.' })
  await removeServer(core, user, "big")
  await t.rejects(admit(core, request), { status: 409, message: 'The server "lab" has just been deleted.' })
})

t.test("stop and wait", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  t.equal(await stopServer(core, { user, serverName: "", by: "ada" }), null, "nothing runs")
  const { id, spawner_id } = await startServer(core, { user, serverName: "", options: {}, by: "ada" })
  t.match(await awaitRun(core, id, () => false, 30), { state: "admitted" }, "as it is when the time is over")
  const waiting = awaitRun(core, id, run => run.state === "stopped", 10_000)
  t.match(await stopServer(core, { user, serverName: "", by: "bob" }), { id, state: "stopping" })
  t.match(await stopServer(core, { user, serverName: "", by: "bob" }), { id, state: "stopping" }, "asked twice")
  await apply(core, id, "gone", step)
  t.match(await waiting, { state: "stopped", outcome: "stopped" })
  t.match((await latestRuns(core, [spawner_id ?? 0])).get(spawner_id ?? 0), { id })
  const abort = new AbortController()
  abort.abort()
  t.match(await awaitRun(core, id, () => false, 10_000, abort.signal), { id }, "whoever went away is not waited for")
})

t.test("a refused start is counted, and leaves no run", async t => {
  const { core, addUser } = await bareCore(t, { traits: { "CarmeHub.quotas": { user: { jobs: 0 } } } })
  const user = await addUser("ada")
  const refused = await startServer(core, { user, serverName: "", options: {}, by: "ada" }).catch(error => error)
  t.match(refused, { status: 403, detail: { code: "quota-jobs", limit: 0, used: 0 } })
  t.equal((await core.db.q("carme_runs").count({ n: "*" }))[0]?.n, 0)
  t.match(await core.metrics.registry.metrics(), /carme_admissions_total\{result="refused"\} 1/)
})

t.test("where the site wants it, the authenticator is asked before each start", async t => {
  let answer = true
  const authenticator = { name: "x", loginService: "", authenticate: async () => null, refresh: async () => answer }
  const { core, addUser } = await bareCore(t, { traits: { "Authenticator.refresh_pre_spawn": true }, authenticator })
  const user = await addUser("ada")
  const start = (canLogIn: boolean) => startServer(core, { user, serverName: "", options: {}, by: "ada", canLogIn })
  answer = false
  await t.rejects(start(true), { status: 403, message: "auth has expired for ada, login again" })
  t.same(await liveRuns(core, [1]), new Map(), "nothing was started")
  answer = true
  const run = await start(true)
  t.match(run, { state: "admitted" })
  await apply(core, run.id, "refused", step)
  answer = false
  t.match(await start(false), { state: "admitted" }, "a program cannot log in for the user: it goes on")
})
