import t from "tap"
import { isServerLost, losses, visibleState } from "../../../hub/core/servers/lost-server.ts"
import { runStates } from "../../../hub/db/rows.ts"

t.test("a ready run that says why its server is gone, and no other", async t => {
  for (const reason of Object.values(losses)) {
    t.ok(isServerLost({ state: "ready", reason }))
    t.equal(visibleState({ state: "ready", reason }), "stopping")
    for (const state of runStates.filter(state => state !== "ready")) {
      t.notOk(isServerLost({ state, reason }))
      t.equal(visibleState({ state, reason }), state)
    }
  }
  t.notOk(isServerLost({ state: "ready", reason: null }))
  t.equal(visibleState({ state: "ready", reason: "Priority" }), "ready")
})
