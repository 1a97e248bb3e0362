/** Two hubs on one database say so; one that was killed and starts again says nothing. */
import t from "tap"
import { announceHub } from "../../hub/core/other-hubs.ts"
import { listLeases } from "../../hub/db/leases.ts"
import { bareCore } from "../support/bare-core.ts"
import { manualClock } from "../support/clock.ts"

const warning = /Another hub \(.* http:\/\/127\.0\.0\.1:900\d\/?\) is running on this database/
const at = (port: number) => ({ "JupyterHub.hub_bind_url": `http://127.0.0.1:${port}` })

async function beats(clock: ReturnType<typeof manualClock>, count: number) {
  for (let i = 0; i < count; i++) {
    const waiting = clock.sleepers
    await clock.advance(10_000)
    // Each has looked at the database and waits again.
    while (clock.sleepers !== waiting) await new Promise(resolve => setTimeout(resolve, 5))
  }
}

t.test("both say so, once, whatever their clocks say", async t => {
  const [clock, other] = [manualClock(), manualClock()]
  const first = await bareCore(t, { clock, traits: at(9001) })
  const a = await announceHub(first.core)
  other.setTimeOfDay(-20 * 86_400_000)
  const second = await bareCore(t, { clock: other, db: first.core.db, traits: at(9002) })
  const b = await announceHub(second.core)
  for (let i = 0; i < 4; i++) {
    await beats(clock, 1)
    await beats(other, 1)
  }
  for (const { log } of [first, second]) {
    t.match(log(), warning)
    t.equal(log().match(/Another hub/g)?.length, 1)
  }
  await b.stop()
  await a.stop()
  t.same(await listLeases(first.core.db, "hub:"), [], "nothing is left of them")
})

t.test("one that was killed and starts again, here or elsewhere, is no second hub, and its row goes", async t => {
  const clock = manualClock()
  const killed = await bareCore(t, { clock: manualClock(), traits: at(9001) })
  await announceHub(killed.core)
  for (const port of [9001, 9002]) {
    const { core, log } = await bareCore(t, { clock, db: killed.core.db, traits: at(port) })
    const again = await announceHub(core)
    await beats(clock, 7)
    t.notMatch(log(), /Another hub/)
    await again.stop()
  }
  t.same(await listLeases(killed.core.db, "hub:"), [])
})
