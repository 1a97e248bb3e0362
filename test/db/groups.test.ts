/** The table of groups. */
import t from "tap"
import {
  deleteGroup,
  findGroupByName,
  findGroupsByNames,
  insertGroups,
  listGroups,
  updateGroup,
} from "../../hub/db/groups.ts"
import { forEachDatabase } from "../support/databases.ts"

t.test("groups are made, listed, changed and deleted", async t => {
  await forEachDatabase(t, async (t, db) => {
    const made = await insertGroups(db, [
      { name: "z", properties: { quota: 1 } },
      { name: "a", properties: {} },
    ])
    t.same(
      made.map(g => g.name),
      ["z", "a"],
    )
    t.match(await findGroupByName(db, "z"), { properties: { quota: 1 } })
    t.equal(await findGroupByName(db, "x"), null)
    t.equal((await findGroupsByNames(db, ["a", "z", "x"])).length, 2)
    const [z] = made
    await updateGroup(db, z?.id ?? 0, { properties: { quota: 2 } })
    t.match(await findGroupByName(db, "z"), { properties: { quota: 2 } })
    t.match(await listGroups(db, { offset: 0, limit: 1 }), { rows: [{ name: "z" }], total: 2 })
    t.match(await listGroups(db, { offset: 0, limit: 9, only: ["a"] }), { rows: [{ name: "a" }], total: 1 })
    t.equal(await deleteGroup(db, z?.id ?? 0), true)
    t.equal(await deleteGroup(db, z?.id ?? 0), false)
  })
})
