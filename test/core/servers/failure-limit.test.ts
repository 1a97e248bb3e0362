/** A hub that can start nothing any more ends, if the site wants that; users cannot make it. */
import t from "tap"
import type { Shutdown } from "../../../hub/core/core.ts"
import type { RunEvent } from "../../../hub/core/servers/lifecycle.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run } from "../../support/rows.ts"

t.test("failures in a row", async t => {
  let ended = 0
  const requestShutdown = (how: Shutdown) => void (how.failed && ended++)
  const { core } = await bareCore(t, { traits: { "Spawner.consecutive_failure_limit": 2 }, requestShutdown })
  let id = 0
  const lives = async (...events: RunEvent[]) => {
    await insertRun(core.db, run({ id: `r${++id}` }))
    for (const event of events) await apply(core, `r${id}`, event, { message: "", progress: 0 })
  }
  await lives("gone")
  await lives("submitted", "allocated", "answered", "gone")
  await lives("gone")
  for (let i = 0; i < 3; i++) await lives("submitted", "allocated", "gone")
  for (let i = 0; i < 3; i++) await lives("refused")
  await lives("stop", "gone")
  t.equal(ended, 0, "a server that came up begins the count anew; what ran, was refused or stopped does not count")
  await lives("gone")
  t.equal(ended, 1)
})
