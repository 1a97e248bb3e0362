/** How long something lasts, whatever is done to the time of day. */
import t from "tap"
import { createStopwatches } from "../../hub/core/stopwatch.ts"
import { manualClock } from "../support/clock.ts"

const days = 86_400_000

t.test("the time of day counts once, the steady clock from then on", async t => {
  const clock = manualClock()
  const stopwatches = createStopwatches(clock)
  const start = new Date(clock.now().getTime() - 5000)
  t.equal(stopwatches.since("run", "starting", start), 5000)
  for (const set of [-20 * days, 40 * days, -600_000]) {
    clock.setTimeOfDay(set)
    await clock.advance(1000)
  }
  t.equal(stopwatches.since("run", "starting", start), 8000)
  t.equal(stopwatches.since("run", "stopping", new Date(clock.now().getTime() + days)), 0, "in the future: just now")
  await clock.advance(1000)
  t.equal(stopwatches.since("run", "stopping", start), 1000)
})

t.test("what is over is forgotten", async t => {
  const clock = manualClock()
  const stopwatches = createStopwatches(clock)
  const start = clock.now()
  stopwatches.since("a", "starting", start)
  stopwatches.since("b", "starting", start)
  await clock.advance(1000)
  clock.setTimeOfDay(-1000)
  stopwatches.keep(new Set(["b"]))
  t.equal(stopwatches.since("a", "starting", start), 0)
  t.equal(stopwatches.since("b", "starting", start), 1000)
})
