/** What an owner may do now. */
import t from "tap"
import { allows, ownerScopes } from "../../../hub/core/rbac/scope-check.ts"
import { ensureGroups } from "../../../hub/core/users/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { findRolesByNames, grantRole } from "../../../hub/db/roles.ts"
import { findServiceByName } from "../../../hub/db/services.ts"
import { insertSpawner, updateSpawner } from "../../../hub/db/spawners.ts"
import { toColumn } from "../../../hub/db/times.ts"
import { bareCore } from "../../support/bare-core.ts"
import { noon, spawner } from "../../support/rows.ts"

t.test("own roles and those of groups", async t => {
  const { core, addUser } = await bareCore(t, {
    traits: { "JupyterHub.load_roles": [{ name: "grading", scopes: ["list:users"], groups: ["staff"] }] },
  })
  const ada = await addUser("ada")
  t.notOk((await ownerScopes(core, { user: ada })).includes("list:users"))
  const [staff] = await ensureGroups(core.db, ["staff"])
  await addGroupMembers(core.db, staff?.id ?? 0, [ada.id])
  t.ok((await ownerScopes(core, { user: ada })).includes("list:users"))
})

t.test("a service's", async t => {
  const roles = [{ name: "culling", scopes: ["list:users", "self"], services: ["culler"] }]
  const { core } = await bareCore(t, {
    traits: { "JupyterHub.services": [{ name: "culler" }], "JupyterHub.load_roles": roles },
  })
  const service = await findServiceByName(core.db, "culler")
  if (service === null) throw new Error("no culler")
  t.same(await ownerScopes(core, { service }), ["list:users", "read:users:name"])
})

t.test("shared servers, by their present names", async t => {
  const { core, addUser } = await bareCore(t)
  const [ada, bob] = [await addUser("ada"), await addUser("bob")]
  const server = await insertSpawner(core.db, spawner({ user_id: ada.id, name: "old" }))
  const row = { created_at: toColumn(noon), owner_id: ada.id, spawner_id: server.id }
  await core.db.q("shares").insert({ ...row, user_id: bob.id, scopes: '["access:servers!server=ada/old"]' })
  t.ok((await ownerScopes(core, { user: bob })).includes("access:servers!server=ada/old"))
  await updateSpawner(core.db, server.id, { name: "new" })
  const scopes = await ownerScopes(core, { user: bob })
  t.ok(scopes.includes("access:servers!server=ada/new"))
  t.notOk(scopes.includes("access:servers!server=ada/old"))
})

t.test("yes, only for some, no", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const mine = { scopes: await ownerScopes(core, { user: ada }) }
  t.equal(await allows(core, mine, "shutdown"), false)
  t.equal(await allows(core, mine, "servers"), "filtered")
  t.equal(await allows(core, mine, "servers", { kind: "user", name: "ada" }), true)
  t.equal(await allows(core, mine, "servers", { kind: "server", user: "ada", name: "x" }), true)
  t.equal(await allows(core, mine, "servers", { kind: "user", name: "bob" }), "filtered")
  const [admin] = await findRolesByNames(core.db, ["admin"])
  await grantRole(core.db, "user", admin?.id ?? 0, [ada.id])
  const all = { scopes: await ownerScopes(core, { user: ada }) }
  t.equal(await allows(core, all, "servers", { kind: "user", name: "bob" }), true)
  t.equal(await allows(core, all, "shutdown"), true)
})
