/** The writer of states: of many who try, one changes it, and what must change with it does. */
import t from "tap"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { listRunEvents } from "../../../hub/db/run-events.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { findSpawner, insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { run, spawner } from "../../support/rows.ts"

const step = { message: "m", progress: 50 }

t.test("one writer", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, addUser } = await bareCore(t, { db })
    const user = await addUser("ada")
    const server = await insertSpawner(db, spawner({ user_id: user.id }))
    await insertRun(
      db,
      run({ id: "r", live_key: server.id, spawner_id: server.id, user_id: user.id, user_name: "ada" }),
    )

    t.equal(await apply(core, "r", "allocated", step), null, "no arrow leads there")
    t.same(await listRunEvents(db, "r"), [], "and nothing is told")
    const woken = core.bus.wait("r", 5000)
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => apply(core, "r", "submitted", { ...step, patch: { job: { pid: 7 } } })),
    )
    t.equal(tries.filter(done => done !== null).length, 1)
    t.equal(await woken, true)
    t.match(await listRunEvents(db, "r"), [{ event: "submitted", state: "queued", message: "m", progress: 50 }])
    t.match(await findSpawner(db, user.id, ""), { state: { pid: 7 }, server_id: null })

    await apply(core, "r", "allocated", { ...step, patch: { host: "10.0.0.1", port: 4000 } })
    await apply(core, "r", "answered", step)
    t.match(await db.q("servers").select("ip", "port", "base_url", "cookie_name", "proto"), [
      { ip: "10.0.0.1", port: 4000, base_url: "/user/ada/", cookie_name: "cookie", proto: "http" },
    ])
    const [stopped, ended] = [await apply(core, "r", "stop", step), await apply(core, "r", "gone", step)]
    t.match(stopped, { state: "stopping", stopping_at: Date })
    t.match(ended, { state: "stopped", outcome: "stopped", live_key: null, ended_at: Date })
    t.same(await db.q("servers").select("id"), [])
    t.match(await findSpawner(db, user.id, ""), { state: {}, server_id: null, started: null, last_activity: Date })
    t.equal(await apply(core, "r", "gone", step), null, "what is over is over")
  })
})

t.test("how a run ended", async t => {
  const { core } = await bareCore(t)
  const cases = [
    [["gone"], "failed"],
    [["refused"], "refused"],
    [["submitted", "gone"], "failed"],
    [["submitted", "allocated", "answered", "gone"], "ended"],
    [["submitted", "stop", "gone"], "stopped"],
  ] as const
  for (const [events, outcome] of cases) {
    const id = events.join()
    await insertRun(core.db, run({ id }))
    let last = null
    for (const event of events) last = await apply(core, id, event, step)
    t.match(last, { state: "stopped", outcome }, id)
  }
  await insertRun(core.db, run({ id: "x" }))
  await apply(core, "x", "stop", { ...step, patch: { outcome: "failed", message: "too slow" } })
  t.match(await apply(core, "x", "gone", step), { outcome: "failed", message: "too slow" }, "a failure stays one")
})
