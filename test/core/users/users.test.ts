/** Users made, renamed and deleted. */
import t from "tap"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { startServer } from "../../../hub/core/servers/servers.ts"
import { findToken, issueToken } from "../../../hub/core/users/tokens.ts"
import {
  createUsers,
  deleteUserRows,
  normalizeUserName,
  renameUser,
  setUserAdmin,
  validateUserName,
} from "../../../hub/core/users/users.ts"
import { roleNamesOfUsers } from "../../../hub/db/members.ts"
import { findOAuthClient, saveOAuthClient } from "../../../hub/db/oauth.ts"
import { insertServer } from "../../../hub/db/servers.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { findUserById, findUserByName } from "../../../hub/db/users.ts"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { bareCore } from "../../support/bare-core.ts"
import { spawner } from "../../support/rows.ts"

t.test("new users have their roles, a cookie_id of their own, and their order", async t => {
  const { core } = await bareCore(t)
  const made = await createUsers(core, ["bob", "ada"], { admin: true })
  t.same(
    made.map(user => user.name),
    ["bob", "ada"],
  )
  t.not(made[0]?.cookie_id, made[1]?.cookie_id)
  t.match(made[0]?.cookie_id, /^[0-9a-f]{32}$/)
  const ids = made.map(user => user.id)
  t.same(
    [...(await roleNamesOfUsers(core.db, ids)).values()],
    [
      ["admin", "user"],
      ["admin", "user"],
    ],
  )
})

t.test("one that exists is a conflict, and none is made", async t => {
  const { core } = await bareCore(t)
  await createUsers(core, ["ada"], { admin: false })
  await t.rejects(createUsers(core, ["bob", "ada"], { admin: false }), { name: "Refusal", status: 409 })
  t.equal(await findUserByName(core.db, "bob"), null)
})

t.test("an authenticator may refuse a name", async t => {
  const authenticator = {
    name: "x",
    loginService: "",
    authenticate: async () => null,
    admit: async (name: string) => {
      if (name === "ghost") throw new Refusal(400, "no such account")
    },
  }
  const { core } = await bareCore(t, { authenticator })
  await t.rejects(createUsers(core, ["ada", "ghost"], { admin: false }), { message: "no such account" })
  t.equal(await findUserByName(core.db, "ada"), null)
})

t.test("flag and role of an admin change together", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const state = async () => [
    (await findUserById(core.db, ada.id))?.admin,
    (await roleNamesOfUsers(core.db, [ada.id])).get(ada.id),
  ]
  await setUserAdmin(core, ada, true)
  t.same(await state(), [true, ["admin", "user"]])
  await setUserAdmin(core, { ...ada, admin: true }, false)
  t.same(await state(), [false, ["user"]])
})

t.test("a new name is normalized and checked; the same name is no change", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  await addUser("bob")
  t.equal((await renameUser(core, ada, "ada")).name, "ada")
  t.equal((await renameUser(core, ada, "ADA")).name, "ada")
  t.equal((await findUserById(core.db, ada.id))?.name, "ada")
  await t.rejects(renameUser(core, ada, "Bob"), {
    status: 400,
    message: "User bob already exists, username must be unique",
  })
  for (const bad of ["in/valid", "..", "", " x"])
    await t.rejects(renameUser(core, ada, bad), { name: "Refusal", status: 400 })
  t.equal((await renameUser(core, ada, "Eve")).name, "eve")
  t.equal((await findUserById(core.db, ada.id))?.name, "eve")
})

t.test("nobody is renamed while a server runs by the old name, and no start goes by a name that is gone", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const run = await startServer(core, { user: ada, serverName: "", options: {}, by: "ada" })
  await t.rejects(renameUser(core, ada, "eve"), { status: 400, message: /A server of ada is running/ })
  t.equal((await findUserById(core.db, ada.id))?.name, "ada")
  await apply(core, run.id, "refused", { message: "", progress: 100 })
  t.equal((await renameUser(core, ada, "eve")).name, "eve")
  await t.rejects(startServer(core, { user: ada, serverName: "", options: {}, by: "ada" }), {
    name: "Refusal",
    status: 409,
  })
})

t.test("with a user go tokens, servers and their OAuth clients", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const identifier = "jupyterhub-user-ada"
  await saveOAuthClient(core.db, { identifier, description: "", secret: "x", redirect_uri: "/", allowed_scopes: [] })
  const address = await insertServer(core.db, { proto: "http", ip: "", port: 1, base_url: "/", cookie_name: "" })
  await insertSpawner(core.db, spawner({ user_id: ada.id, oauth_client_id: identifier, server_id: address.id }))
  const { token } = await issueToken(core, { user: ada, note: "", scopes: ["inherit"] })
  t.ok(await findToken(core, token))
  await deleteUserRows(core, ada)
  t.equal(await findToken(core, token), null)
  t.equal(await findOAuthClient(core.db, identifier), null)
  t.same(await core.db.q("spawners").select("id"), [])
  t.same(await core.db.q("servers").select("id"), [])
  t.same(await core.db.q("user_role_map").select("user_id"), [])
})

t.test("names by the site's rules", async t => {
  const { core } = await bareCore(t, { traits: { "Authenticator.username_pattern": "[a-z]+" } })
  t.equal(normalizeUserName(core, "ADA"), "ada")
  t.ok(validateUserName(core, "ada"))
  t.notOk(validateUserName(core, "ada1"))
})

t.test("nobody new gets a name that other programs take for something else; who has one keeps it", async t => {
  const { core } = await bareCore(t)
  for (const name of ["-u", "--help", "#0", "root"])
    await t.rejects(createUsers(core, [name], { admin: false }), { status: 400, message: /Nobody can be called/ }, name)
  for (const name of ["a-u", "c#0", "rooty", "admin", "hub", "20231234", "_x", "jo+e@example.org"])
    t.equal((await createUsers(core, [name], { admin: false })).length, 1, name)
  t.equal((await createUsers(core, ["root"], { admin: true })).length, 1, "an admin of the hub may be")
  const [ann] = await createUsers(core, ["ann"], { admin: false })
  if (ann) await t.rejects(renameUser(core, ann, "-rf"), { name: "Refusal", status: 400 })
})
