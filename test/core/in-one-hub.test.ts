/** Of two hubs on one database, one works; when it is gone, the other does. */
import t from "tap"
import { inOneHub } from "../../hub/core/in-one-hub.ts"
import { acquireLease } from "../../hub/db/leases.ts"
import { toColumn } from "../../hub/db/times.ts"
import { bareCore } from "../support/bare-core.ts"
import { manualClock } from "../support/clock.ts"

t.test("one works at a time, and the next takes over", async t => {
  const clock = manualClock()
  const { core: first } = await bareCore(t, { clock, traits: { "JupyterHub.hub_port": 9001 } })
  const other = { clock, db: first.db, traits: { "JupyterHub.hub_port": 9002 } }
  const { core: second, log } = await bareCore(t, other)
  const said: string[] = []
  const work = (who: string) => ({
    begin: async () => void said.push(`${who} begins`),
    end: async () => void said.push(`${who} ends`),
  })
  const a = await inOneHub(first, "services", work("a"))
  const b = await inOneHub(second, "services", work("b"))
  t.same(said, ["a begins"])
  t.match(log(), /Another hub on this database has the services/)
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise(resolve => setTimeout(resolve, 5))
  }
  const minutes = async (count: number, done: () => boolean) => {
    for (let half = 0; half < 2 * count; half++) {
      const waiting = clock.sleepers
      await clock.advance(30_000)
      // Each has looked at the database and waits again.
      await until(() => clock.sleepers === waiting)
    }
    await until(done)
  }
  await minutes(10, () => true)
  t.same(said, ["a begins"], "a lease that is renewed stays")
  await a.stop()
  await minutes(1, () => said.length === 3)
  t.same(said, ["a begins", "a ends", "b begins"])
  await second.db
    .q("carme_leases")
    .where({ name: "services" })
    .update({ expires_at: toColumn(new Date(0)) })
  await acquireLease(second.db, "services", "a third", clock.now(), 3_600_000)
  await minutes(1, () => said.length === 4)
  t.equal(said[3], "b ends", "whoever lost the lease stops")
  await b.stop()
  t.equal(said.length, 4)
})

t.test("what cannot begin leaves the lease free, and the same hub has it at once after a crash", async t => {
  const { core } = await bareCore(t)
  const broken = { begin: () => Promise.reject(new Error("no")), end: async () => {} }
  await t.rejects(inOneHub(core, "services", broken), { message: "no" })
  const fine = { begin: async () => {}, end: async () => {} }
  const lost = await inOneHub(core, "services", fine)
  const begun: string[] = []
  const back = await inOneHub(core, "services", { ...fine, begin: async () => void begun.push("again") })
  t.same(begun, ["again"])
  await lost.stop()
  await back.stop()
})
