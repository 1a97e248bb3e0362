import t from "tap"
import { next, reservationEvents } from "../../../hub/core/reservations/lifecycle.ts"
import { liveStates, reservationStates } from "../../../hub/db/reservations.ts"

t.test("from a state that is over nothing leads away, but that one which failed has been seen", async t => {
  const over = reservationStates.filter(state => !liveStates.includes(state))
  for (const state of over)
    for (const event of reservationEvents) {
      const leaves = state === "failed" && event === "cancel"
      t.equal(next(state, event) !== null, leaves, `${state} ${event}`)
    }
})

t.test("the ways through the table", async t => {
  t.equal(next("requested", "approve"), "approved")
  t.equal(next("approved", "approve"), null, "twice is once")
  t.equal(next("requested", "begin"), null, "without a yes it never begins")
  t.equal(next("approved", "begin"), "active")
  t.equal(next("approved", "ask-again"), "requested")
  t.equal(next("active", "ask-again"), null)
  t.equal(next("requested", "cancel"), "cancelled")
  for (const state of ["approved", "active"] as const) t.equal(next(state, "cancel"), "ending", state)
  t.equal(next("ending", "cancel"), null, "once is enough")
  t.equal(next("ending", "release"), "cancelled")
  t.equal(next("active", "release"), null, "only what was cancelled")
  t.equal(next("active", "end"), "ended")
  t.equal(next("approved", "fail"), "failed")
  t.equal(next("approved", "wait"), "requested")
  t.equal(next("requested", "place"), "approved")
  t.equal(next("active", "fail"), null)
})
