/** What tokens may do: their own scopes, as far as the owner has them. */
import t from "tap"
import { withoutCarmeScopes } from "../../../hub/core/rbac/carme-scopes.ts"
import {
  accessScopes,
  checkScopesExist,
  checkTokenScopes,
  identifyScopes,
  scopesOfToken,
} from "../../../hub/core/rbac/token-scopes.ts"
import { ensureGroups } from "../../../hub/core/users/groups.ts"
import { addGroupMembers } from "../../../hub/db/members.ts"
import { saveOAuthClient } from "../../../hub/db/oauth.ts"
import { findRolesByNames, grantRole, revokeRole } from "../../../hub/db/roles.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { spawner } from "../../support/rows.ts"

const hub = { client_id: "jupyterhub" }

t.test("all of the owner's, some of them, or none but the name", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const of = (...scopes: string[]) => scopesOfToken(core, { ...hub, scopes }, { user })
  t.equal(withoutCarmeScopes(await of("inherit")).length, 15)
  t.same(await of("tokens!user"), [
    "read:tokens!user=ada",
    "read:users:groups!user=ada",
    "read:users:name!user=ada",
    "tokens!user=ada",
  ])
  t.same(await of("shutdown", "users!user=bob"), ["read:users:groups!user=ada", "read:users:name!user=ada"])
})

t.test("a role that is taken away is taken from the token at once", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const [admin] = await findRolesByNames(core.db, ["admin"])
  const token = { ...hub, scopes: ["shutdown"] }
  await grantRole(core.db, "user", admin?.id ?? 0, [user.id])
  t.ok((await scopesOfToken(core, token, { user })).includes("shutdown"))
  await revokeRole(core.db, "user", admin?.id ?? 0, [user.id])
  t.notOk((await scopesOfToken(core, token, { user })).includes("shutdown"))
})

t.test("an OAuth token opens what it was issued for", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const identifier = "jupyterhub-user-ada-lab"
  await saveOAuthClient(core.db, { identifier, description: "", secret: "x", redirect_uri: "/", allowed_scopes: [] })
  await insertSpawner(core.db, spawner({ user_id: user.id, name: "lab", oauth_client_id: identifier }))
  const scopes = await scopesOfToken(core, { client_id: identifier, scopes: [] }, { user })
  t.same(scopes, ["access:servers!server=ada/lab", "read:users:groups!user=ada", "read:users:name!user=ada"])
  const bob = await addUser("bob")
  const strangers = await scopesOfToken(core, { client_id: identifier, scopes: [] }, { user: bob })
  t.notOk(
    strangers.some(scope => scope.startsWith("access")),
    "as far as the owner may",
  )
})

t.test("scopes by user and by group meet in who is in the group now", async t => {
  const { core, addUser } = await bareCore(t, {
    traits: { "JupyterHub.load_roles": [{ name: "lead", scopes: ["read:users!group=lab"], users: ["lead"] }] },
  })
  const user = (await core.db.q("users").where({ name: "lead" }).first("id", "name")) as { id: number; name: string }
  const bob = await addUser("bob")
  const token = { ...hub, scopes: ["read:users:name!user=bob"] }
  t.notOk((await scopesOfToken(core, token, { user })).includes("read:users:name!user=bob"))
  const [lab] = await ensureGroups(core.db, ["lab"])
  await addGroupMembers(core.db, lab?.id ?? 0, [bob.id])
  t.ok((await scopesOfToken(core, token, { user })).includes("read:users:name!user=bob"))
})

t.test("what a token may be made with", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const check = (...scopes: string[]) => checkTokenScopes(core, scopes, { user }, "jupyterhub")
  await t.resolves(check("inherit"))
  await t.resolves(check())
  await t.resolves(check("servers!user", "tokens!user=ada", "servers!server=ada/x"))
  await t.rejects(check("servers"), { message: /^Not assigning requested scopes .*servers.* not held by User ada$/ })
  await t.rejects(check("inherit", "servers!user=bob"), { name: "Refusal", status: 400 })
  await t.rejects(check("no:such"), { message: "Scope 'no:such' for token does not exist" })
})

t.test("scopes and filters that there are", async t => {
  const { core } = await bareCore(t)
  const check = (scope: string) => () => checkScopesExist(core, [scope], "token")
  for (const scope of ["self", "users!user", "users!user=a", "users!group=g", "access:services!service"]) {
    t.doesNotThrow(check(scope), scope)
  }
  for (const scope of ["all", "users!", "users!group", "users!colour=red", "users!user="]) t.throws(check(scope), scope)
})

t.test("names for who and what", async t => {
  t.same(identifyScopes({ service: { id: 1, name: "s" } }), ["read:services:name!service=s"])
  t.same(accessScopes({ service: "s" }), ["access:services!service=s"])
  t.same(accessScopes({}), [])
})
