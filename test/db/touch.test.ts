/** last_activity moves forward and never back. */
import t from "tap"
import { touch } from "../../hub/db/touch.ts"
import { findUsersByNames, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, user } from "../support/rows.ts"

const later = new Date(noon.getTime() + 60_000)
const earlier = new Date(noon.getTime() - 60_000)

t.test("each row by its own time", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [never, old, recent, other] = await insertUsers(db, [
      user({ name: "never" }),
      user({ name: "old", last_activity: earlier }),
      user({ name: "recent", last_activity: later }),
      user({ name: "other", last_activity: earlier }),
    ])
    const ids = [never, old, recent].map(row => row?.id ?? 0)
    await touch(
      db,
      "users",
      new Map([
        [ids[0] ?? 0, earlier],
        [ids[1] ?? 0, noon],
        [ids[2] ?? 0, noon],
      ]),
      noon,
    )
    await touch(db, "users", new Map(), noon)
    const rows = new Map(
      (await findUsersByNames(db, ["never", "old", "recent", "other"])).map(r => [r.name, r.last_activity]),
    )
    t.same(rows.get("never"), earlier)
    t.same(rows.get("old"), noon)
    t.same(rows.get("recent"), later)
    t.same(rows.get("other"), other?.last_activity)
  })
})

t.test("a time that a clock which was ahead has written is no reason to wait for it", async t => {
  await forEachDatabase(t, async (t, db) => {
    const ahead = new Date(noon.getTime() + 20 * 86_400_000)
    const [ada] = await insertUsers(db, [user({ name: "ada", last_activity: ahead })])
    await touch(db, "users", new Map([[ada?.id ?? 0, noon]]), noon)
    t.same((await findUsersByNames(db, ["ada"]))[0]?.last_activity, noon)
  })
})
