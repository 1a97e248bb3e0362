/** Leases: one holder at a time, and a fence that tells the old from the new. */
import t from "tap"
import { acquireLease, releaseLease, renewLease } from "../../hub/db/leases.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon } from "../support/rows.ts"

const after = (ms: number) => new Date(noon.getTime() + ms)

t.test("one of many gets it, the next after its end", async t => {
  await forEachDatabase(t, async (t, db) => {
    const holders = ["a", "b", "c"]
    const won = await Promise.all(holders.map(holder => acquireLease(db, "purge", holder, noon, 1000)))
    const [first] = won.filter(lease => lease !== null)
    t.equal(won.filter(lease => lease !== null).length, 1)
    if (!first) return void t.fail("nobody got it")
    const loser = holders.find(h => h !== first.holder) ?? ""
    t.equal(await acquireLease(db, "purge", loser, after(500), 1000), null)
    t.equal(await renewLease(db, first, after(900), 1000), true)
    t.equal(await acquireLease(db, "purge", loser, after(1500), 1000), null, "renewed")
    const second = await acquireLease(db, "purge", loser, after(2000), 1000)
    t.ok(second && second.fence > first.fence)
    t.equal(await renewLease(db, first, after(2100), 1000), false, "the old holder learns that it lost")
    await releaseLease(db, first)
    t.equal(
      await acquireLease(db, "purge", first.holder, after(2200), 1000),
      null,
      "and cannot release what is not its own",
    )
    if (second) await releaseLease(db, second)
    t.ok(await acquireLease(db, "purge", first.holder, after(2300), 1000))
  })
})
