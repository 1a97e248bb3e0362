/** Roles that an authenticator gives at each start. */
import t from "tap"
import { authenticators } from "../../../authenticators/index.ts"
import type { Core } from "../../../hub/core/core.ts"
import { roleNamesOfUsers } from "../../../hub/db/members.ts"
import { findRolesByNames, grantRole, insertRoles } from "../../../hub/db/roles.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { JsonObject } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"

const manages = { "Authenticator.manage_roles": true }
const resets = { ...manages, "Authenticator.reset_managed_roles_on_startup": true }

function giving(...roles: unknown[]): Core["authenticator"] {
  const { dummy } = authenticators
  if (!dummy) throw new Error("the dummy authenticator is missing")
  return { ...dummy, managedRoles: async () => roles as JsonObject[] }
}

async function rolesOf(core: Core, name: string): Promise<readonly string[]> {
  const user = await findUserByName(core.db, name)
  return (await roleNamesOfUsers(core.db, [user?.id ?? 0])).get(user?.id ?? 0) ?? []
}

t.test("they are defined and given, and marked as the authenticator's", async t => {
  const first = giving({ name: "grading", description: "Grades", scopes: ["list:users"], users: ["Ada"] })
  const { core } = await bareCore(t, { traits: manages, authenticator: first })
  t.match(await findRolesByNames(core.db, ["grading"]), [{ scopes: ["list:users"], managed_by_auth: true }])
  t.same(await rolesOf(core, "ada"), ["grading", "user"])
  t.match(await core.db.q("user_role_map").where({ managed_by_auth: true }).select(), { length: 1 })
  const later = { db: core.db, traits: manages }
  await bareCore(t, { ...later, authenticator: giving({ name: "grading", users: ["bob"] }) })
  t.same([await rolesOf(core, "ada"), await rolesOf(core, "bob")], [["user"], ["grading", "user"]])
  t.match(await findRolesByNames(core.db, ["grading"]), [{ description: "Grades", scopes: ["list:users"] }])
  await bareCore(t, { ...later, authenticator: giving({ name: "grading" }) })
  t.same(await rolesOf(core, "bob"), ["grading", "user"], "whom it does not name keeps what logins gave")
  await bareCore(t, { ...later, authenticator: giving() })
  t.same(await rolesOf(core, "bob"), ["grading", "user"], "and so does all without a reset")
})

t.test("a reset takes back what it no longer gives, and nothing else", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const [old, kept] = await insertRoles(core.db, [
    { name: "from-idp", description: null, scopes: [], managed_by_auth: true },
    { name: "grading", description: null, scopes: [], managed_by_auth: true },
  ])
  for (const role of [old, kept]) await grantRole(core.db, "user", role?.id ?? 0, [ada.id], true)
  const { log } = await bareCore(t, { db: core.db, traits: resets, authenticator: giving({ name: "grading" }) })
  t.same(await rolesOf(core, "ada"), ["grading", "user"])
  t.match(log(), /Deleting role from-idp, which the authenticator no longer has/)
  const users = { name: "user", users: [] }
  await grantRole(core.db, "user", (await findRolesByNames(core.db, ["admin"]))[0]?.id ?? 0, [ada.id], true)
  await bareCore(t, { db: core.db, traits: resets, authenticator: giving({ name: "grading", users: [] }, users) })
  t.same(await rolesOf(core, "ada"), [], "roles of the hub's own too, where the authenticator had given them")
})

t.test("what cannot be ends the start", async t => {
  const start = (traits: Record<string, unknown>, ...roles: unknown[]) =>
    bareCore(t, { traits, authenticator: giving(...roles) })
  await t.rejects(start(manages, "grading"), { message: /load_managed_roles\(\) of dummy must return a list of dicts/ })
  await t.rejects(start(manages, { name: "g" }), Refusal)
  await t.rejects(start({ ...manages, "JupyterHub.load_roles": [{ name: "grading" }] }, { name: "grading" }), {
    message: "JupyterHub.load_roles and the authenticator define the role grading more than once.",
  })
  await t.rejects(bareCore(t, { traits: resets }), { message: /reset_managed_roles_on_startup needs .* Turn it off/ })
  t.ok(await bareCore(t, { authenticator: giving("nonsense") }), "not asked while it does not manage roles")
})
