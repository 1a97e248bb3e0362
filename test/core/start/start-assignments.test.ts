/** Who has which role after a start. */
import t from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { ensureGroups } from "../../../hub/core/users/groups.ts"
import { createUsers } from "../../../hub/core/users/users.ts"
import { addGroupMembers, groupNamesOf, roleNamesOfHolders, roleNamesOfUsers } from "../../../hub/db/members.ts"
import { deleteRoles, listRoles } from "../../../hub/db/roles.ts"
import { findServiceByName } from "../../../hub/db/services.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"

const roles = (...list: unknown[]) => ({ "JupyterHub.load_roles": list })

async function rolesOf(core: Core, name: string): Promise<readonly string[]> {
  const user = await findUserByName(core.db, name)
  return (await roleNamesOfUsers(core.db, [user?.id ?? 0])).get(user?.id ?? 0) ?? []
}

t.test("exactly who is listed: users, groups and services", async t => {
  const services = { "JupyterHub.services": [{ name: "grader" }] }
  const list = { name: "grading", scopes: ["list:users"], users: ["Ada"], groups: ["staff"], services: ["grader"] }
  const { core } = await bareCore(t, { traits: { ...services, ...roles(list) } })
  t.same(await rolesOf(core, "ada"), ["grading", "user"])
  const [staff] = await ensureGroups(core.db, ["staff"])
  const held = await roleNamesOfHolders(core.db, "group", [staff?.id ?? 0])
  t.same(held.get(staff?.id ?? 0), ["grading"])
  await bareCore(t, { db: core.db, traits: { ...services, ...roles({ ...list, users: ["bob"], groups: [] }) } })
  t.same(await rolesOf(core, "ada"), ["user"])
  t.same(await rolesOf(core, "bob"), ["grading", "user"])
  t.same([...(await roleNamesOfHolders(core.db, "group", [staff?.id ?? 0])).keys()], [])
})

t.test("a kind that is left out has none, but for the role user", async t => {
  const { core } = await bareCore(t, { traits: roles({ name: "grading", users: ["ada"] }) })
  await bareCore(t, { db: core.db, traits: roles({ name: "grading" }, { name: "user", scopes: ["self"] }) })
  t.same(await rolesOf(core, "ada"), ["user"])
})

t.test("an undefined service is an error that says where to define it", async t => {
  await t.rejects(bareCore(t, { traits: roles({ name: "grading", services: ["nobody"] }) }), {
    message: /names the service "nobody".*Define it there/,
  })
})

t.test("the role makes an admin, and the flag gives the role", async t => {
  const { core, addUser } = await bareCore(t, { traits: roles({ name: "admin", users: ["ada"] }) })
  t.equal((await findUserByName(core.db, "ada"))?.admin, true)
  const bob = await addUser("bob")
  await core.db.q("users").where({ id: bob.id }).update({ admin: true })
  await bareCore(t, { db: core.db })
  t.same(await rolesOf(core, "bob"), ["admin", "user"])
  t.same(await rolesOf(core, "ada"), ["admin", "user"], "who was one stays one")
})

t.test("where the configuration lists the admins, all others are none", async t => {
  const { core } = await bareCore(t, { traits: { "Authenticator.admin_users": ["ada", "bob"] } })
  await bareCore(t, { db: core.db, traits: roles({ name: "admin", users: ["ada"] }) })
  t.equal((await findUserByName(core.db, "bob"))?.admin, false)
  t.same(await rolesOf(core, "bob"), ["user"])
})

t.test("admin_users and the list of the role admin hold together", async t => {
  const traits = { "Authenticator.admin_users": ["ada"], ...roles({ name: "admin", users: ["bob"] }) }
  const { core } = await bareCore(t, { traits })
  for (const name of ["ada", "bob"]) t.equal((await findUserByName(core.db, name))?.admin, true, name)
})

t.test("a service with the admin flag gets the role", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.services": [{ name: "root", admin: true }] } })
  const service = await findServiceByName(core.db, "root")
  const held = await roleNamesOfHolders(core.db, "service", [service?.id ?? 0])
  t.same(held.get(service?.id ?? 0), ["admin"])
})

t.test("blocked users lose roles, groups and the flag, in whichever letters they are listed", async t => {
  const { core } = await bareCore(t)
  const [mallory] = await createUsers(core, ["mallory"], { admin: true })
  const [lab] = await ensureGroups(core.db, ["lab"])
  await addGroupMembers(core.db, lab?.id ?? 0, [mallory?.id ?? 0])
  await bareCore(t, { db: core.db, traits: { "Authenticator.blocked_users": ["Mallory"] } })
  t.same(await rolesOf(core, "mallory"), [])
  t.equal((await findUserByName(core.db, "mallory"))?.admin, false)
  t.equal((await groupNamesOf(core.db, ["mallory"])).size, 0)
})

t.test("users of a database from before roles get the default one", async t => {
  const { core, addUser } = await bareCore(t)
  await addUser("ada")
  await deleteRoles(
    core.db,
    (await listRoles(core.db)).map(role => role.id),
  )
  await bareCore(t, { db: core.db })
  t.same(await rolesOf(core, "ada"), ["user"])
})
