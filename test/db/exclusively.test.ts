/** Changes of the schema happen one at a time. */
import t from "tap"
import { exclusively } from "../../hub/db/exclusively.ts"
import { forEachEmptyDatabase } from "../support/databases.ts"

t.test("never two at once, and a failure gives the lock back", async t => {
  await forEachEmptyDatabase(t, async (t, empty) => {
    const hubs = [empty.open(), empty.open(), empty.open()]
    let inside = 0
    let most = 0
    await Promise.all(
      hubs.map(db =>
        exclusively(db, async q => {
          most = Math.max(most, ++inside)
          await q.q.raw("SELECT 1")
          inside--
        }),
      ),
    )
    t.equal(most, 1)
    const [first, second] = hubs
    if (!first || !second) return
    await t.rejects(
      exclusively(first, async () => {
        throw new Error("no")
      }),
      { message: "no" },
    )
    t.equal(await exclusively(second, async () => "in"), "in")
  })
})
