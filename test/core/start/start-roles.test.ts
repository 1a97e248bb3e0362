/** Definitions of roles at start. */
import t from "tap"
import { findRolesByNames, insertRoles } from "../../../hub/db/roles.ts"
import { bareCore } from "../../support/bare-core.ts"

const role = async (core: { db: Parameters<typeof findRolesByNames>[0] }, name: string) =>
  (await findRolesByNames(core.db, [name]))[0]

t.test("roles of the configuration are made, changed, and gone with it", async t => {
  const { core, log } = await bareCore(t, {
    traits: { "JupyterHub.load_roles": [{ name: "grading", description: "Grades", scopes: ["list:users"] }] },
  })
  t.match(await role(core, "grading"), { description: "Grades", scopes: ["list:users"], managed_by_auth: false })
  t.notMatch(log(), /extra permissions/)
  const changed = [{ name: "grading", scopes: ["list:users", "tokens"] }]
  const second = await bareCore(t, { db: core.db, traits: { "JupyterHub.load_roles": changed } })
  t.match(await role(core, "grading"), { description: null, scopes: ["list:users", "tokens"] })
  t.match(second.log(), /grading has obtained extra permissions/)
  await bareCore(t, { db: core.db })
  t.equal(await role(core, "grading"), undefined)
})

t.test("a default role keeps what the configuration does not say", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.load_roles": [{ name: "server", description: "Mine" }] } })
  t.match(await role(core, "server"), { description: "Mine", scopes: ["users:activity!user", "access:servers!server"] })
})

t.test("extra_user_scopes join the role user", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.extra_user_scopes": ["list:users"] } })
  t.same((await role(core, "user"))?.scopes, ["self", "list:users"])
})

t.test("roles that an authenticator made stay", async t => {
  const { core } = await bareCore(t)
  await insertRoles(core.db, [{ name: "from-idp", description: null, scopes: [], managed_by_auth: true }])
  await bareCore(t, { db: core.db })
  t.ok(await role(core, "from-idp"))
})
