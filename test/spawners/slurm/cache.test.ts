import t from "tap"
import { createCache } from "../../../spawners/slurm/cache.ts"
import { manualClock } from "../../support/clock.ts"

t.test("an answer is kept for its time, a failure not at all", async t => {
  const clock = manualClock()
  const cache = createCache<number>(1000)
  let loads = 0
  const load = async () => ++loads
  t.equal(await cache.get(clock, "a", load), 1)
  t.equal(await cache.get(clock, "a", load), 1)
  t.equal(await cache.get(clock, "b", load), 2)
  await clock.advance(1000)
  t.equal(await cache.get(clock, "a", load), 3)
  const fail = () => Promise.reject(new Error("no"))
  await t.rejects(cache.get(clock, "c", fail), { message: "no" })
  t.equal(await cache.get(clock, "c", load), 4)
})
