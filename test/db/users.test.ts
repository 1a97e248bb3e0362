/** The table of users, on all databases. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { insertRun } from "../../hub/db/runs.ts"
import {
  countActiveUsers,
  countUsers,
  deleteUser,
  findUserByCookieId,
  findUserById,
  findUserByName,
  findUsersByIds,
  findUsersByNames,
  insertUsers,
  listUsers,
  setUserAuthState,
  setUsersAdmin,
  touchUsers,
  type UserQuery,
  updateUser,
} from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, user } from "../support/rows.ts"

t.test("users are found, changed and deleted", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada, bob] = await insertUsers(db, [
      user({ name: "ada", admin: true, user_info: { email: "ada@x" } }),
      user({ name: "böb" }),
    ])
    if (!ada || !bob) return void t.fail("not inserted")
    t.match(ada, { name: "ada", admin: true, created: noon, last_activity: null, user_info: { email: "ada@x" } })
    t.same(await findUserByName(db, "ada"), ada)
    t.same(await findUserById(db, bob.id), bob)
    t.same(await findUserByCookieId(db, ada.cookie_id), ada)
    t.equal(await findUserByName(db, "nobody"), null)
    t.same((await findUsersByNames(db, ["böb", "ada", "nobody", "ada"])).map(u => u.id).sort(), [ada.id, bob.id])
    t.same(
      (await findUsersByIds(db, [bob.id])).map(u => u.name),
      ["böb"],
    )
    t.same(await findUsersByIds(db, []), [])

    await updateUser(db, ada.id, { name: "eve", admin: false, user_info: null })
    await updateUser(db, ada.id, {})
    await setUserAuthState(db, ada.id, Buffer.from([0, 255, 1]))
    const eve = await findUserByName(db, "eve")
    t.match(eve, { id: ada.id, admin: false, user_info: null })
    t.same(eve?.encrypted_auth_state, Buffer.from([0, 255, 1]))
    await setUsersAdmin(db, [ada.id, bob.id], true)
    t.ok((await findUserById(db, bob.id))?.admin)

    await touchUsers(db, new Map([[bob.id, noon]]), noon)
    t.equal(await countUsers(db), 2)
    t.equal(await countActiveUsers(db, noon), 1)
    t.equal(await countActiveUsers(db, new Date(noon.getTime() + 1000)), 0)
    t.equal(await deleteUser(db, bob.id), true)
    t.equal(await deleteUser(db, bob.id), false)
  })
})

t.test("the list is filtered, sorted and cut into pages", async t => {
  await forEachDatabase(t, async (t, db) => {
    const at = (minutes: number) => new Date(noon.getTime() + 60_000 * minutes)
    const rows = await insertUsers(db, [
      user({ name: "carol", last_activity: at(2) }),
      user({ name: "ALICE", last_activity: at(1) }),
      user({ name: "bob_b" }),
      user({ name: "bobxb", last_activity: at(3) }),
    ])
    const [carol, alice, bob] = rows
    await insertRun(db, run({ id: "1", user_id: carol?.id ?? 0, live_key: 1, state: "queued" }))
    await insertRun(db, run({ id: "2", user_id: alice?.id ?? 0, live_key: 2, state: "ready" }))
    await insertRun(db, run({ id: "3", user_id: bob?.id ?? 0, live_key: null, state: "stopped" }))
    const [staff] = await insertGroups(db, [{ name: "staff", properties: {} }])
    await addGroupMembers(db, staff?.id ?? 0, [bob?.id ?? 0])

    const names = async (query: Partial<UserQuery>) => {
      const { rows, total } = await listUsers(db, { offset: 0, limit: 10, ...query })
      return [rows.map(row => row.name), total]
    }
    t.same(await names({}), [["carol", "ALICE", "bob_b", "bobxb"], 4])
    t.same(await names({ offset: 1, limit: 2 }), [["ALICE", "bob_b"], 4])
    t.same(await names({ sort: "last_activity" }), [["bob_b", "ALICE", "carol", "bobxb"], 4])
    t.same(await names({ sort: "last_activity", descending: true }), [["bobxb", "carol", "ALICE", "bob_b"], 4])
    t.same(await names({ sort: "id", descending: true, limit: 1 }), [["bobxb"], 4])
    t.same(await names({ nameFilter: "LIc" }), [["ALICE"], 1])
    t.same(await names({ nameFilter: "b_b" }), [["bob_b"], 1])
    t.same(await names({ nameFilter: "%" }), [[], 0])
    t.same(await names({ state: "active" }), [["carol", "ALICE"], 2])
    t.same(await names({ state: "ready" }), [["ALICE"], 1])
    t.same(await names({ state: "inactive" }), [["bob_b", "bobxb"], 2])
    t.same(await names({ only: { users: ["carol"], groups: ["staff"] } }), [["carol", "bob_b"], 2])
    t.same(await names({ only: { users: [], groups: [] } }), [[], 0])
    t.same(await names({ only: { users: ["carol", "bobxb"], groups: [] }, state: "inactive", nameFilter: "o" }), [
      ["bobxb"],
      1,
    ])
  })
})
