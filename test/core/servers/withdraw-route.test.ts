/** The route of a server that is over goes, though its job goes on, and comes back with its server. */
import t, { type Test } from "tap"
import { checkRoutes } from "../../../hub/core/check-routes.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { watch } from "../../../hub/core/servers/watch.ts"
import { restoreRoute, withdrawRoute } from "../../../hub/core/servers/withdraw-route.ts"
import { listRunEvents } from "../../../hub/db/run-events.ts"
import { findRun, insertRun, listLiveRuns } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore, rememberingProxy } from "../../support/bare-core.ts"
import { noon, run, spawner } from "../../support/rows.ts"
import { createBackend, plainSpawner } from "../../support/spawner-doubles.ts"

async function scene(t: Test) {
  const proxy = rememberingProxy()
  const backend = createBackend()
  const { core, addUser } = await bareCore(t, { proxy, spawner: plainSpawner(backend) })
  const user = await addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: user.id }))
  const ids = { user_id: user.id, user_name: "ada", spawner_id: server.id, live_key: server.id, job: { job_id: "7" } }
  const at = { submitted_at: noon, ready_at: noon, host: "10.0.0.1", port: 4000 }
  await insertRun(core.db, run({ ...ids, ...at, id: "r", state: "ready" }))
  backend.jobs.set("7", { status: "running", node: "n1" })
  await checkRoutes(core)
  const told = async () => (await listRunEvents(core.db, "r")).map(event => event.event)
  return { core, proxy, backend, told, row: () => findRun(core.db, "r"), routes: () => [...proxy.routes.keys()] }
}

t.test("it goes once, and no check of the routes brings it back", async t => {
  const { core, routes, row, told, backend } = await scene(t)
  t.ok(routes().includes("/user/ada/"))
  t.ok(await withdrawRoute(core, { id: "r" }, "refused"))
  t.ok(await withdrawRoute(core, { id: "r" }, "stranger"))
  t.notOk(routes().includes("/user/ada/"))
  t.match(await row(), { state: "ready", reason: "nothing listens on its port any more" })
  await checkRoutes(core)
  t.notOk(routes().includes("/user/ada/"))
  t.same(await told(), ["lost"], "it is told once")
  await watch(core, await listLiveRuns(core.db))
  t.match(await row(), { state: "ready" }, "its job lives on")
  backend.jobs.delete("7")
  await watch(core, await listLiveRuns(core.db))
  t.match(await row(), { outcome: "ended", message: /^The server ended: nothing listens .* too: COMPLETED$/ })
})

t.test("a proxy that could not be reached: the next check of the routes deletes it", async t => {
  const place = await scene(t)
  const deleteRoute = () => Promise.reject(new Error("no proxy"))
  const core = { ...place.core, proxy: { ...place.core.proxy, deleteRoute } }
  t.notOk(await withdrawRoute(core, { id: "r" }, "refused"), "to be tried again")
  await checkRoutes(place.core)
  t.notOk(place.routes().includes("/user/ada/"))
})

t.test("it comes back with its server", async t => {
  const { core, routes, row, told } = await scene(t)
  await restoreRoute(core, { id: "r" })
  t.same(await told(), [], "one that has its route")
  await withdrawRoute(core, { id: "r" }, "stranger")
  await restoreRoute(core, { id: "r" })
  t.ok(routes().includes("/user/ada/"))
  t.match(await row(), { state: "ready", reason: null })
  t.same(await told(), ["lost", "back"])
})

t.test("one that is stopped while its route comes back has none in the end", async t => {
  const { core, routes, proxy } = await scene(t)
  await withdrawRoute(core, { id: "r" }, "refused")
  const addRoute: typeof proxy.addRoute = async (...route) => {
    await apply(core, "r", "stop", { message: "", progress: 100 })
    await proxy.addRoute(...route)
  }
  await restoreRoute({ ...core, proxy: { ...proxy, addRoute } }, { id: "r" })
  t.notOk(routes().includes("/user/ada/"))
  t.ok(await withdrawRoute(core, { id: "r" }, "refused"), "whoever is stopping is left alone")
  t.match(await findRun(core.db, "r"), { state: "stopping" })
})
