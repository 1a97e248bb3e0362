/** The system's clock, and the one that tests move. */
import t from "tap"
import { systemClock } from "../../hub/core/clock.ts"
import { manualClock } from "../support/clock.ts"

t.test("the system's", async t => {
  const before = systemClock.now().getTime()
  await systemClock.sleep(5)
  t.ok(systemClock.now().getTime() >= before + 4)
  const abort = new AbortController()
  const sleeping = systemClock.sleep(60_000, abort.signal)
  abort.abort()
  await t.rejects(sleeping, { name: "AbortError" })
  let ticks = 0
  await new Promise<void>(resolve => {
    const stop = systemClock.every(1, () => {
      if (++ticks < 3) return
      stop()
      resolve()
    })
  })
  t.equal(ticks, 3)
})

t.test("the one that stands still", async t => {
  const clock = manualClock(new Date(0))
  const seen: string[] = []
  const stop = clock.every(1000, () => void seen.push(`tick ${clock.now().getTime()}`))
  void clock.sleep(1500).then(() => seen.push(`slept ${clock.now().getTime()}`))
  await clock.advance(2500)
  stop()
  await clock.advance(5000)
  t.same(seen, ["tick 1000", "slept 1500", "tick 2000"])
  t.equal(clock.now().getTime(), 7500)
})
