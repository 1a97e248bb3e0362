/** A lease whose holder is gone is taken, though its end lies in the future. */
import t from "tap"
import { leaseTaker } from "../../hub/core/take-lease.ts"
import { acquireLease, renewLease } from "../../hub/db/leases.ts"
import { bareCore } from "../support/bare-core.ts"
import { manualClock } from "../support/clock.ts"

t.test(
  "after the clock was set back, a dead holder is waited for as long as a lease lasts, not until the clock has caught up",
  async t => {
    const clock = manualClock()
    const { core } = await bareCore(t, { clock })
    await acquireLease(core.db, "conductor", "a hub that died", clock.now(), 15_000)
    clock.setTimeOfDay(-20 * 86_400_000)
    const take = leaseTaker(core, "conductor", 15_000)
    t.equal(await take(), null)
    await clock.advance(14_000)
    t.equal(await take(), null)
    await clock.advance(1000)
    t.match(await take(), { name: "conductor" })
  },
)

t.test("one that lives keeps it, whatever the time of day is here", async t => {
  const clock = manualClock()
  const { core } = await bareCore(t, { clock })
  const lease = await acquireLease(core.db, "conductor", "another hub", clock.now(), 15_000)
  clock.setTimeOfDay(-600_000)
  const take = leaseTaker(core, "conductor", 15_000)
  for (let turn = 0; turn < 10; turn++) {
    const there = new Date(clock.now().getTime() + 600_000)
    if (!lease || !(await renewLease(core.db, lease, there, 15_000))) return void t.fail("it was taken away")
    t.equal(await take(), null)
    await clock.advance(5000)
  }
})

t.test("a free one is had at once", async t => {
  const { core } = await bareCore(t, { clock: manualClock() })
  t.match(await leaseTaker(core, "conductor", 15_000)(), { name: "conductor", fence: 1 })
})
