/** Roles that the authenticator gives. */
import t from "tap"
import { syncRoles } from "../../../hub/core/rbac/managed-roles.ts"
import { roleNamesOfUsers } from "../../../hub/db/members.ts"
import { findRolesByNames } from "../../../hub/db/roles.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test("they are made, given, changed and taken away", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const roles = async () => (await roleNamesOfUsers(core.db, [ada.id])).get(ada.id) ?? []
  await syncRoles(core, ada, [{ name: "user" }, { name: "grading", description: "G", scopes: ["list:users"] }])
  t.same(await roles(), ["grading", "user"])
  t.match((await findRolesByNames(core.db, ["grading"]))[0], { managed_by_auth: true, scopes: ["list:users"] })
  await syncRoles(core, ada, [{ name: "user" }, { name: "grading", scopes: ["read:hub"] }])
  t.match((await findRolesByNames(core.db, ["grading"]))[0], { description: "G", scopes: ["read:hub"] })
  await syncRoles(core, ada, [{ name: "user" }])
  t.same(await roles(), ["user"])
  const grants = await core.db.q("user_role_map").where({ user_id: ada.id }).pluck("managed_by_auth")
  t.same(grants.map(Boolean), [false], "a role that was there already is not the authenticator's")
})

t.test("a role that cannot be is a conflict, and changes nothing", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  await t.rejects(syncRoles(core, ada, [{ name: "grading", scopes: ["no:such"] }]), { name: "Refusal", status: 409 })
  await t.rejects(syncRoles(core, ada, [{ name: "X" }]), { name: "Refusal", status: 409 })
  t.same((await roleNamesOfUsers(core.db, [ada.id])).get(ada.id), ["user"])
})
