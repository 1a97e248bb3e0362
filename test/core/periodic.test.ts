/** What the hub does by the clock: routes and the activity that the proxy saw, expired tokens, counts. */
import t from "tap"
import { startPeriodic } from "../../hub/core/periodic.ts"
import { issueToken } from "../../hub/core/users/tokens.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { findSpawner, insertSpawner } from "../../hub/db/spawners.ts"
import { findUserById, touchUsers } from "../../hub/db/users.ts"
import { bareCore, rememberingProxy } from "../support/bare-core.ts"
import { manualClock } from "../support/clock.ts"
import { run, spawner } from "../support/rows.ts"

const minute = 60_000

/** Resolves when what the tick of a clock set off has come to its end. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not in 30 seconds: ${holds}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

t.test("every five minutes routes are mended, and what the proxy saw counts as activity", async t => {
  const clock = manualClock()
  const proxy = rememberingProxy()
  const { core, addUser } = await bareCore(t, { clock, proxy })
  const ada = await addUser("ada")
  const row = await insertSpawner(core.db, spawner({ user_id: ada.id }))
  const live = {
    user_id: ada.id,
    user_name: "ada",
    spawner_id: row.id,
    live_key: row.id,
    host: "127.0.0.1",
    port: 1001,
  }
  await insertRun(core.db, run({ ...live, id: "r1", state: "ready" }))
  t.teardown(startPeriodic(core))

  await clock.advance(5 * minute)
  await until(async () => proxy.routes.has("/user/ada/"))
  const seen = new Date(clock.now().getTime() + minute)
  const route = proxy.routes.get("/user/ada/")
  if (route) proxy.routes.set("/user/ada/", { ...route, lastActivity: seen })
  await clock.advance(5 * minute)
  await until(async () => (await findSpawner(core.db, ada.id, ""))?.last_activity?.getTime() === seen.getTime())
  await until(async () => (await findUserById(core.db, ada.id))?.last_activity?.getTime() === seen.getTime())

  proxy.routes.set("/user/gone/", { routespec: "/user/gone/", target: "http://127.0.0.1:9", data: {} })
  await clock.advance(5 * minute)
  await until(async () => !proxy.routes.has("/user/gone/"))
  t.ok(proxy.routes.has("/user/ada/"))
})

t.test("a proxy that does not answer is asked again the next time", async t => {
  const clock = manualClock()
  const proxy = rememberingProxy()
  let asked = 0
  const listRoutes = async () => {
    if (++asked === 1) throw new Error("connection refused")
    return []
  }
  const { core, log } = await bareCore(t, { clock, proxy: { ...proxy, listRoutes } })
  t.teardown(startPeriodic(core))
  await clock.advance(5 * minute)
  await until(async () => /Checking the routes failed/.test(log()))
  t.match(log(), /connection refused/)
  await clock.advance(5 * minute)
  await until(async () => proxy.routes.has("/"))
})

t.test("every hour expired tokens go", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const user = await addUser("ada")
  await issueToken(core, { user, note: "short", scopes: ["inherit"], expiresIn: 60 })
  await issueToken(core, { user, note: "long", scopes: ["inherit"], expiresIn: 7200 })
  t.teardown(startPeriodic(core))
  const notes = () => core.db.q("api_tokens").pluck("note")
  await clock.advance(59 * minute)
  t.same(await notes(), ["short", "long"])
  await clock.advance(minute)
  await until(async () => (await notes()).length === 1)
  t.same(await notes(), ["long"])
})

t.test("the counts of the metrics, once an hour, and nothing more after the end", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const user = await addUser("ada")
  await touchUsers(core.db, new Map([[user.id, clock.now()]]), clock.now())
  const stop = startPeriodic(core)
  await clock.advance(60 * minute)
  const shown = async () => /active_users\{period="24h"\} 1\n/.test(await core.metrics.registry.metrics())
  await until(shown)
  t.ok(clock.sleepers > 0)
  stop()
  t.equal(clock.sleepers, 0)
})
