/** Work that takes too long is not waited for. */
import t from "tap"
import { timeLimit } from "../../../hub/core/servers/time-limit.ts"
import { manualClock } from "../../support/clock.ts"

t.test("in time, too late, and failed", async t => {
  const clock = manualClock()
  t.equal(await timeLimit(clock, 5, "It", Promise.resolve(7)), 7)
  await t.rejects(timeLimit(clock, 5, "It", Promise.reject(new Error("no"))), { message: "no" })
  t.equal(clock.sleepers, 0, "no timer is left behind")
  let fail = (_: Error) => {}
  const slow = timeLimit(
    clock,
    5,
    "It",
    new Promise((_, reject) => {
      fail = reject
    }),
  )
  const late = t.rejects(slow, { message: "It took more than 5 seconds." })
  await clock.advance(5000)
  await late
  fail(new Error("nobody hears this"))
})
