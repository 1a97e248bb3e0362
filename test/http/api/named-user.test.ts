import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("one user, as far as the scopes go", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  await hub.user("bob")
  t.match((await alice.api("GET", "/users/alice")).json(), { name: "alice", roles: ["user"] })
  const missing = { status: 404, message: "No access to resources or resources not found" }
  t.same((await alice.api("GET", "/users/bob")).json(), missing)
  t.same((await alice.api("GET", "/users/nobody")).json(), missing)
  const reader = await hub.service("reader", ["read:users:name"])
  t.same((await reader.api("GET", "/users/bob")).json(), { kind: "user", name: "bob", user_info: null, admin: false })
  t.same((await reader.api("GET", "/users/nobody")).json(), { status: 404, message: null })
})

t.test("the default server before its first start, where stopped servers are asked for", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  t.same((await alice.api("GET", "/users/alice")).json().servers, {})
})

t.test("what was answered before is answered again only as long as nothing was written", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  await hub.user("bob")
  const reader = await hub.service("reader", ["read:users", "read:servers"])
  const ask = async (path: string) => (await reader.api("GET", `/users/${path}`)).json()
  t.same(await ask("alice"), await ask("alice"))
  t.match(await ask("bob"), { name: "bob", admin: false })
  t.match(await ask("bob?include_stopped_servers=1"), { servers: { "": { ready: false } } })
  t.same((await ask("bob")).servers, {})
  await hub.core.db.q("users").where({ name: "bob" }).update({ admin: true })
  t.match(await ask("bob"), { name: "bob", admin: true })
  await hub.core.db.q("users").where({ name: "bob" }).delete()
  t.match(await ask("bob"), { status: 404 })
})

t.test("make, rename, promote and delete", async t => {
  const hub = await testCore(t)
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  t.match((await admin.api("POST", "/users/Ada")).json(), { name: "ada", admin: false })
  t.match(await admin.api("POST", "/users/ada"), { status: 409 })
  t.match((await admin.api("PATCH", "/users/ada", { name: "LOVELACE", admin: true })).json(), {
    name: "lovelace",
    admin: true,
    roles: ["admin", "user"],
    auth_state: null,
  })
  t.match(await admin.api("GET", "/users/ada"), { status: 404 })
  t.equal((await admin.api("DELETE", "/users/lovelace")).status, 204)
  t.equal((await admin.api("DELETE", "/users/lovelace")).status, 404)
})

t.test("the same name is no change", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  t.match((await admin.api("PATCH", "/users/alice", { name: "alice", admin: false })).json(), { name: "alice" })
  t.match((await admin.api("GET", "/users/alice")).json(), { name: "alice" })
})

t.test("names that nobody may have", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  await hub.user("bob")
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  for (const name of ["%252e", "%20x", "a%2Fb", "a%0Ab"]) {
    t.equal((await admin.api("POST", `/users/${name}`)).status, 400, name)
  }
  for (const name of ["..", "", "in/valid", "a\nb", 5, null, {}]) {
    t.equal((await admin.api("PATCH", "/users/alice", { name })).status, 400, JSON.stringify(name))
  }
  t.match((await admin.api("PATCH", "/users/alice", { name: "bob" })).json(), {
    message: "User bob already exists, username must be unique",
  })
})

t.test("what cannot be changed here says where it can", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  const admin = await hub.service("admin", ["admin:users"], { admin: true })
  t.match((await admin.api("PATCH", "/users/alice", { groups: ["x"] })).json(), { status: 400, message: /groups/ })
  t.match((await admin.api("PATCH", "/users/alice", { roles: ["x"] })).json(), { status: 400, message: /roles/ })
  t.match((await admin.api("PATCH", "/users/alice", { shoe: 1 })).json(), { status: 400 })
  t.match((await admin.api("PATCH", "/users/alice")).json(), { status: 400 })
  t.match((await admin.api("PATCH", "/users/alice", { auth_state: { a: 1 } })).json(), {
    status: 400,
    message: /JUPYTERHUB_CRYPT_KEY/,
  })
})

t.test("who is no admin makes none and touches none", async t => {
  const hub = await testCore(t)
  const ada = await hub.user("ada", { admin: true })
  await hub.user("alice")
  const helper = await hub.service("helper", ["admin:users"])
  t.equal((await helper.api("PATCH", "/users/alice", { admin: true })).status, 403)
  t.equal((await helper.api("PATCH", "/users/ada", { name: "adb" })).status, 403)
  t.equal((await helper.api("DELETE", "/users/ada")).status, 403)
  t.equal((await helper.api("POST", "/users/eve", { admin: true })).status, 403)
  t.equal((await (await hub.as(ada)).api("DELETE", "/users/ada")).status, 400)
})
