/** Roles, and who holds them by which grant. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers, memberNamesOfGroups } from "../../hub/db/members.ts"
import {
  deleteRoles,
  findRoleNotHeld,
  findRolesByNames,
  grantRole,
  grantRoleToUsersWithoutOne,
  holderIds,
  insertRoles,
  listRoles,
  revokeRole,
  rolesOf,
  setHolders,
  updateRole,
} from "../../hub/db/roles.ts"
import { insertService } from "../../hub/db/services.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { service, user } from "../support/rows.ts"

const role = (name: string) => ({ name, description: `the ${name}`, scopes: ["b", "a"], managed_by_auth: false })

t.test("roles are held directly, through groups, and each counts once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const made = new Map((await insertRoles(db, [role("r1"), role("r2"), role("r3")])).map(r => [r.name, r.id]))
    const id = (name: string) => made.get(name) ?? 0
    t.match(await findRolesByNames(db, ["r1"]), [{ scopes: ["b", "a"], description: "the r1", managed_by_auth: false }])
    await updateRole(db, id("r1"), { scopes: ["c"] })
    t.match(await listRoles(db), [{ scopes: ["c"] }, {}, {}])

    const [ada = 0, bob = 0] = (await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])).map(u => u.id)
    const [staff = 0] = (await insertGroups(db, [{ name: "staff", properties: {} }])).map(g => g.id)
    await addGroupMembers(db, staff, [ada])
    await grantRole(db, "user", id("r2"), [ada, bob])
    await grantRole(db, "user", id("r2"), [ada])
    await grantRole(db, "group", id("r2"), [staff])
    await grantRole(db, "group", id("r1"), [staff])
    t.same(
      (await rolesOf(db, { userId: ada })).map(r => r.name),
      ["r1", "r2"],
    )
    t.equal(await findRoleNotHeld(db, "r2", ada), null)
    t.equal(await findRoleNotHeld(db, "r1", ada), id("r1"), "what a group gives is not the user's own")
    t.equal(await findRoleNotHeld(db, "r9", ada), null, "there is none")
    t.same(
      (await rolesOf(db, { userId: bob })).map(r => r.name),
      ["r2"],
    )
    const robot = await insertService(db, service({ name: "robot" }))
    await grantRole(db, "service", id("r3"), [robot.id])
    t.same(
      (await rolesOf(db, { serviceId: robot.id })).map(r => r.name),
      ["r3"],
    )

    await setHolders(db, "user", id("r2"), [bob])
    t.same(await holderIds(db, "user", id("r2")), [bob])
    await revokeRole(db, "user", id("r2"), [bob, ada])
    t.same(await holderIds(db, "user", id("r2")), [])
    await grantRole(db, "user", id("r1"), [bob])
    await grantRoleToUsersWithoutOne(db, id("r3"))
    t.same(await holderIds(db, "user", id("r3")), [ada], "bob has one")
    await deleteRoles(db, [id("r1")])
    t.same(await holderIds(db, "user", id("r1")), [])
  })
})

t.test("a thousand users at once are in a group and hold a role", async t => {
  await forEachDatabase(t, async (t, db) => {
    const users = await insertUsers(
      db,
      Array.from({ length: 1000 }, (_, i) => user({ name: `u${i}` })),
    )
    const ids = users.map(u => u.id)
    const [made] = await insertRoles(db, [role("many")])
    await grantRole(db, "user", made?.id ?? 0, ids)
    t.equal((await holderIds(db, "user", made?.id ?? 0)).length, 1000)
    const [all] = await insertGroups(db, [{ name: "all", properties: {} }])
    await addGroupMembers(db, all?.id ?? 0, ids)
    t.equal((await memberNamesOfGroups(db, [all?.id ?? 0])).get(all?.id ?? 0)?.length, 1000)
  })
})
