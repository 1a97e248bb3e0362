/** The life of a run: each arrow of the table, and no other. */
import t from "tap"
import { apiView, next, type RunEvent, runEvents } from "../../../hub/core/servers/lifecycle.ts"
import { type RunState, runStates } from "../../../hub/db/rows.ts"

t.test("the arrows", async t => {
  const arrows: Readonly<Record<RunState, Partial<Record<RunEvent, RunState>>>> = {
    admitted: { submitted: "queued", refused: "stopped", stop: "stopping", gone: "stopped" },
    queued: { allocated: "starting", stop: "stopping", gone: "stopped" },
    starting: { answered: "ready", stop: "stopping", gone: "stopped" },
    ready: { stop: "stopping", gone: "stopped" },
    stopping: { gone: "stopped" },
    stopped: {},
  }
  for (const state of runStates) {
    for (const event of runEvents) t.equal(next(state, event), arrows[state][event] ?? null, `${state} ${event}`)
  }
})

t.test("as the API shows them", async t => {
  const spawn = { ready: false, stopped: false, pending: "spawn" }
  const stopped = { ready: false, stopped: true, pending: null }
  for (const state of ["admitted", "queued", "starting"] as const) t.same(apiView(state), spawn, state)
  t.same(apiView("ready"), { ready: true, stopped: false, pending: null })
  t.same(apiView("stopping"), { ready: false, stopped: false, pending: "stop" })
  t.same(apiView("stopped"), stopped)
  t.same(apiView(null), stopped)
})
