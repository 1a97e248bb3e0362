import t, { type Test } from "tap"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { saveOAuthClient } from "../../../hub/db/oauth.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { type TestCore, testCore } from "../../support/core.ts"

async function place(t: Test) {
  const hub = await testCore(t, { settings: { JupyterHub: { allow_named_servers: true } } })
  for (const name of ["ada", "bob", "carol"]) await hub.user(name)
  const admin = await hub.service("admin", ["admin:users", "admin:servers", "admin:groups", "shares", "tokens"])
  await admin.api("POST", "/groups", { groups: ["lab"], users: ["carol"] })
  await admin.api("PUT", "/users/ada/servers/x", {})
  return { hub, admin }
}

/** What this user's token may do with ada's servers. */
async function scopesOf(hub: TestCore, name: string): Promise<readonly string[]> {
  const user = await findUserByName(hub.core.db, name)
  if (!user) throw new Error(`${name} is missing`)
  const { scopes } = (await (await hub.as(user)).api("GET", "/user")).json()
  return (scopes as string[]).filter(scope => scope.includes("!server=ada/"))
}

const share = {
  server: { user: { name: "ada" }, name: "", url: "/user/ada/", full_url: null, ready: false },
  scopes: ["access:servers!server=ada/"],
  user: { name: "bob" },
  group: null,
  kind: "user",
}

t.test("granted, listed, extended, revoked", async t => {
  const { admin } = await place(t)
  const granted = (await admin.api("POST", "/shares/ada/", { user: "bob" })).json()
  t.match(granted.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  const { created_at } = granted
  t.same(granted, { ...share, created_at })
  const list = { items: [granted], _pagination: { offset: 0, limit: 200, total: 1, next: null } }
  t.same((await admin.api("GET", "/shares/ada")).json(), list)
  t.same((await admin.api("GET", "/shares/ada/")).json(), list)
  t.same((await admin.api("GET", "/shares/ada/x")).json().items, [])
  const more = await admin.api("POST", "/shares/ada/", { user: "bob", scopes: ["read:servers"] })
  t.same(more.json().scopes, ["access:servers!server=ada/", "read:servers!server=ada/"])
  const less = await admin.api("PATCH", "/shares/ada/", { user: "bob", scopes: ["access:servers!server=ada/"] })
  t.same(less.json(), { ...granted, scopes: ["read:servers!server=ada/"] })
  const none = await admin.api("PATCH", "/shares/ada/", { user: "bob" })
  t.same([none.status, none.json()], [200, {}])
  t.match((await admin.api("POST", "/shares/ada/x", { group: "lab" })).json(), {
    kind: "group",
    group: { name: "lab" },
  })
  t.equal((await admin.api("DELETE", "/shares/ada/x")).status, 204)
  t.same((await admin.api("GET", "/shares/ada")).json().items, [])
})

t.test("in pages, always", async t => {
  const { hub, admin } = await place(t)
  for (const user of ["bob", "carol"]) await admin.api("POST", "/shares/ada/", { user })
  const page = (await admin.api("GET", "/shares/ada?limit=1")).json()
  t.match(page, { items: [{ user: { name: "bob" } }], _pagination: { offset: 0, limit: 1, total: 2 } })
  t.match(page._pagination.next, { offset: 1, limit: 1, url: `${hub.url}hub/api/shares/ada?limit=1&offset=1` })
  t.match((await admin.api("GET", "/shares/ada/?offset=1")).json(), { items: [{ user: { name: "carol" } }] })
  t.equal((await admin.api("GET", "/shares/ada?limit=x")).status, 400)
})

t.test("what somebody must hold to share", async t => {
  const { hub } = await place(t)
  const names = ["read:users:name!user=bob", "read:groups:name!group=lab"]
  const owner = await hub.service("owner", ["shares!user=ada", ...names])
  t.equal((await owner.api("POST", "/shares/ada/", { user: "bob" })).status, 200)
  t.equal((await owner.api("POST", "/shares/ada/x", { group: "lab" })).status, 200)
  for (const [body, status, message] of [
    [{ user: "carol" }, 403, "Need scope 'read:users:name' to share with users by name"],
    [{ user: "nobody" }, 403, "Need scope 'read:users:name' to share with users by name"],
    [{ group: "other" }, 403, "Need scope 'read:groups:name' to share with groups by name"],
    [{ user: "bob", scopes: ["servers"] }, 403, "Do not have permission to grant share with scope servers!server=ada/"],
  ] as const) {
    t.match((await owner.api("POST", "/shares/ada/", body)).json(), { status, message })
  }
  t.equal((await owner.api("POST", "/shares/bob/", { user: "bob" })).status, 404)
  t.equal((await owner.api("PATCH", "/shares/ada/x", { group: "lab" })).status, 200, "to take back needs no names")
  const one = await hub.service("one", ["shares!server=ada/x", "read:users:name"])
  t.equal((await one.api("POST", "/shares/ada/x", { user: "bob" })).status, 200)
  t.equal((await one.api("POST", "/shares/ada/", { user: "bob" })).status, 404)
  t.equal((await one.api("GET", "/shares/ada")).status, 404)
  const reader = await hub.service("reader", ["read:shares"])
  t.equal((await reader.api("GET", "/shares/ada")).json().items.length, 2)
  for (const method of ["POST", "PATCH", "DELETE"]) {
    t.equal((await reader.api(method, "/shares/ada/", method === "DELETE" ? undefined : {})).status, 403)
  }
  t.equal((await hub.client().api("GET", "/shares/ada")).status, 403)
})

t.test("what is not there, and bodies that are something else", async t => {
  const { admin } = await place(t)
  t.match((await admin.api("GET", "/shares/nobody")).json(), { status: 404 })
  t.match((await admin.api("GET", "/shares/ada/y")).json(), { status: 404, message: "No such server: ada/y" })
  t.match((await admin.api("POST", "/shares/ada/y", { user: "bob" })).json(), { message: "No such server: ada/y" })
  t.match((await admin.api("POST", "/shares/ada/", { user: "nobody" })).json(), { message: "No such user: nobody" })
  t.match((await admin.api("POST", "/shares/ada/", { group: "none" })).json(), { message: "No such group: none" })
  t.same((await admin.api("PATCH", "/shares/ada/", { user: "nobody" })).json(), {}, "nobody has no access")
  t.same((await admin.api("PATCH", "/shares/ada/", { group: "none" })).json(), {})
  for (const method of ["POST", "PATCH"]) {
    for (const body of [undefined, {}, [], 3, "x", [1], { user: 3 }, { user: "" }, { user: "bob", more: 1 }]) {
      t.equal((await admin.api(method, "/shares/ada/", body)).status, 400, JSON.stringify(body))
    }
    const both = await admin.api(method, "/shares/ada/", { user: "bob", group: "lab" })
    t.match(both.json(), { status: 400, message: "Expected exactly one of `user` or `group`, not both." })
    for (const scopes of ["x", [1], ["nope"], ["servers!x=y"]]) {
      t.equal((await admin.api(method, "/shares/ada/", { user: "bob", scopes })).status, 400, JSON.stringify(scopes))
    }
    t.equal((await admin.api(method, "/shares/ada", { user: "bob" })).status, 405)
  }
  t.match((await admin.api("POST", "/shares/ada/", { user: "bob", scopes: ["servers!server=bob/"] })).json(), {
    status: 400,
    message: "!server=bob/ not allowed on sharing servers!server=bob/, only !server=ada/",
  })
  t.equal((await admin.api("DELETE", "/shares/ada")).status, 405)
  t.same((await admin.api("GET", "/shares/ada")).json().items, [], "nothing came of any of them")
})

t.test("a share is worth what it says, at once and as long as it lasts", async t => {
  const { hub, admin } = await place(t)
  t.same(await scopesOf(hub, "bob"), [])
  await admin.api("POST", "/shares/ada/", { user: "bob" })
  t.same(await scopesOf(hub, "bob"), ["access:servers!server=ada/"])
  await admin.api("POST", "/shares/ada/x", { group: "lab", scopes: ["servers"] })
  t.same(
    await scopesOf(hub, "carol"),
    ["delete:servers", "read:servers", "servers", "start:servers"].map(scope => `${scope}!server=ada/x`),
    "members of a group too",
  )
  await admin.api("DELETE", "/groups/lab/users", { users: ["carol"] })
  t.same(await scopesOf(hub, "carol"), [])
  await hub.core.db.q("shares").update({ expires_at: "2020-01-01 00:00:00.000000" })
  t.same(await scopesOf(hub, "bob"), [], "what has expired gives nothing")
})

t.test("who logged in at a shared server is let in as long as the share lasts, through a group too", async t => {
  const { hub, admin } = await place(t)
  const { db } = hub.core
  const client = { identifier: "jupyterhub-user-ada", description: "", secret: "x", redirect_uri: "/" }
  await saveOAuthClient(db, { ...client, allowed_scopes: [] })
  for (const [body, name] of [
    [{ user: "bob" }, "bob"],
    [{ group: "lab" }, "carol"],
  ] as const) {
    const user = await findUserByName(db, name)
    if (!user) throw new Error(`${name} is missing`)
    t.equal((await admin.api("POST", "/shares/ada/", body)).status, 200)
    await db.q("spawners").where({ name: "" }).update({ oauth_client_id: client.identifier })
    const { token } = await issueToken(hub.core, { user, note: "", scopes: [], clientId: client.identifier })
    const scopes = async () => (await hub.client(token).api("GET", "/user")).json().scopes as string[]
    t.ok((await scopes()).includes("access:servers!server=ada/"), name)
    await admin.api("PATCH", "/shares/ada/", body)
    t.notOk((await scopes()).includes("access:servers!server=ada/"), name)
  }
})

t.test("a share follows its server, not the name of its owner", async t => {
  const { hub, admin } = await place(t)
  await admin.api("POST", "/shares/ada/", { user: "bob" })
  t.equal((await admin.api("PATCH", "/users/ada", { name: "eve" })).status, 200)
  await admin.api("POST", "/users/ada", {})
  t.same(await scopesOf(hub, "bob"), [], "who has the name now shares nothing")
  const [moved] = (await admin.api("GET", "/shares/eve")).json().items
  t.match(moved, { server: { user: { name: "eve" }, url: "/user/eve/" }, scopes: ["access:servers!server=eve/"] })
  t.same((await admin.api("GET", "/shares/ada")).json().items, [])
  await admin.api("POST", "/shares/eve/x", { user: "bob" })
  t.equal((await admin.api("PATCH", "/users/eve/servers/x", { name: "y" })).status, 200)
  await admin.api("PUT", "/users/eve/servers/x", {})
  t.match((await admin.api("GET", "/shares/eve/y")).json().items, [{ scopes: ["access:servers!server=eve/y"] }])
  t.same((await admin.api("GET", "/shares/eve/x")).json().items, [], "nor does a server that has its name now")
})

t.test("what is shared beside servers is worth nothing", async t => {
  const { hub, admin } = await place(t)
  const root = await hub.user("root", { admin: true })
  const all = ["admin:users", "admin:groups", "tokens", "proxy", "shutdown", "admin-ui", "read:hub", "list:services"]
  const granted = await (await hub.as(root)).api("POST", "/shares/ada/", { user: "bob", scopes: all })
  t.equal(granted.json().scopes.length, all.length)
  t.same(await scopesOf(hub, "bob"), [])
  const bob = await findUserByName(hub.core.db, "bob")
  if (!bob) throw new Error("bob is missing")
  const client = await hub.as(bob)
  for (const path of ["/users", "/users/ada", "/users/ada/tokens", "/groups", "/services", "/proxy", "/info"]) {
    t.ok([403, 404].includes((await client.api("GET", path)).status), path)
  }
  t.equal((await admin.api("DELETE", "/users/ada")).status, 204)
  t.same(await hub.core.db.q("shares").select("id"), [])
})
