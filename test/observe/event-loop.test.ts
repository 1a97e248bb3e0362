/** A blocked event loop is measured and, when it was long, told. */
import t from "tap"
import { delayOf, watchEventLoop } from "../../hub/observe/event-loop.ts"
import { createLog } from "../../hub/observe/log.ts"
import { createMetrics } from "../../hub/observe/metrics.ts"

t.test("what is below the resolution is not reported", async t => {
  t.equal(delayOf(0.06, 0.05), 0.05)
  t.equal(delayOf(0.3, 0.05), 0.25)
})

t.test("a long block is observed and warned of", async t => {
  const lines: string[] = []
  const metrics = createMetrics()
  const tick: { run?: () => unknown } = {}
  const clock = {
    now: () => new Date(),
    monotonic: () => performance.now(),
    sleep: async () => {},
    every: (_ms: number, run: () => unknown) => {
      tick.run = run
      return () => delete tick.run
    },
  }
  const stop = watchEventLoop(
    { clock, metrics, log: createLog("info", { write: l => void lines.push(l) }) },
    0.01,
    0.02,
  )
  const until = performance.now() + 40
  while (performance.now() < until);
  tick.run?.()
  t.match(lines.join(""), /busy with one thing for at least 0\.\d\d s/)
  const { values } = await metrics.eventLoopInterval.get()
  t.equal(values.find(v => v.metricName?.endsWith("_count"))?.value, 1)
  stop()
  t.notOk(tick.run)
})
