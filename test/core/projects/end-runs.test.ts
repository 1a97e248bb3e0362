/** A session does not outlast the project that pays for it, whatever was foreseen when it was admitted. */
import t from "tap"
import { endRunsOfExpiredProjects } from "../../../hub/core/projects/end-runs.ts"
import { createProject } from "../../../hub/core/projects/projects.ts"
import { insertAllocation } from "../../../hub/db/allocations.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { allocation, run } from "../../support/rows.ts"

const hour = 3_600_000

t.test("what the project pays for is asked to stop at its end, and nothing else", async t => {
  await forEachDatabase(t, async (t, db) => {
    const clock = manualClock()
    const { core, addUser } = await bareCore(t, { clock, db })
    const ada = await addUser("ada")
    const ends = { expiresAt: new Date(clock.now().getTime() + hour) }
    const atlas = await createProject(core, "atlas", ada, { ...ends, displayName: "Atlas" }, "root")
    const lasting = await createProject(core, "lasting", ada, {}, "root")
    const payers = { waits: atlas.id, runs: atlas.id, over: atlas.id, own: null, other: lasting.id }
    const states = { waits: "queued", runs: "ready", over: "stopped", own: "ready", other: "ready" } as const
    for (const [id, project_id] of Object.entries(payers)) {
      const state = states[id as keyof typeof states]
      await insertRun(db, run({ id, state, user_id: ada.id, server_name: id }))
      const released_at = state === "stopped" ? clock.now() : null
      await insertAllocation(db, allocation({ run_id: id, project_id, user_id: ada.id, released_at }))
    }
    const now = async () =>
      Object.fromEntries(await Promise.all(Object.keys(payers).map(async id => [id, (await findRun(db, id))?.state])))

    await endRunsOfExpiredProjects(core)
    t.same(await now(), states, "it has an hour yet")
    await clock.advance(hour)
    await endRunsOfExpiredProjects(core)
    t.same(await now(), { ...states, waits: "stopping", runs: "stopping" })
    t.match((await findRun(db, "runs"))?.message, /The project Atlas, which pays for this session, has come to its end/)
    await endRunsOfExpiredProjects(core)
    const events = await db.q("carme_run_events").where({ run_id: "runs", event: "stop" })
    t.equal(events.length, 1, "they are asked once")
  })
})
