/** Waking those who wait, in this process. */
import t from "tap"
import { createBus } from "../../hub/core/bus.ts"

t.test("wake and wait", async t => {
  const bus = createBus()
  const both = [bus.wait("a", 10_000), bus.wait("a", 10_000)]
  const other = bus.wait("b", 1)
  bus.wake("a")
  t.same(await Promise.all(both), [true, true], "everybody who waits")
  t.equal(await other, false, "for this key only, and only so long")
  const abort = new AbortController()
  const waiting = bus.wait("a", 10_000, abort.signal)
  abort.abort()
  t.equal(await waiting, false)
  t.equal(await bus.wait("a", 10_000, abort.signal), false, "whoever is gone already does not wait")
})
