/** Who is in which group and holds which role. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import {
  addGroupMembers,
  groupNamesOf,
  groupNamesOfUsers,
  memberNamesOfGroups,
  removeGroupMembers,
  roleNamesOfHolders,
  roleNamesOfUsers,
  setGroupsOfUser,
} from "../../hub/db/members.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { user } from "../support/rows.ts"

t.test("members come and go, and adding twice is adding once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const users = await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" }), user({ name: "eve" })])
    const [ada = 0, bob = 0, eve = 0] = users.map(u => u.id)
    const groups = await insertGroups(db, [
      { name: "y", properties: {} },
      { name: "x", properties: {} },
    ])
    const [y = 0, x = 0] = groups.map(g => g.id)
    await addGroupMembers(db, y, [bob, ada])
    await addGroupMembers(db, y, [ada])
    await addGroupMembers(db, x, [ada])
    await addGroupMembers(db, x, [])
    t.same(
      [...(await groupNamesOf(db, ["ada", "bob", "eve"]))],
      [
        ["ada", ["x", "y"]],
        ["bob", ["y"]],
      ],
    )
    t.same((await groupNamesOfUsers(db, [ada])).get(ada), ["x", "y"])
    t.same((await memberNamesOfGroups(db, [y])).get(y), ["ada", "bob"])
    await setGroupsOfUser(db, ada, [y])
    t.same((await groupNamesOfUsers(db, [ada])).get(ada), ["y"])
    await setGroupsOfUser(db, ada, [])
    t.notOk((await groupNamesOfUsers(db, [ada])).has(ada))
    await removeGroupMembers(db, y, [bob, eve])
    t.equal((await memberNamesOfGroups(db, [x, y])).size, 0)
    const [role] = await insertRoles(db, [{ name: "r", description: null, scopes: [], managed_by_auth: false }])
    await grantRole(db, "user", role?.id ?? 0, [ada])
    await grantRole(db, "group", role?.id ?? 0, [x])
    t.same([...(await roleNamesOfUsers(db, [ada, bob]))], [[ada, ["r"]]])
    t.same([...(await roleNamesOfHolders(db, "group", [x, y]))], [[x, ["r"]]])
  })
})
