import t, { type Test } from "tap"
import { testCore } from "../../support/core.ts"

async function place(t: Test) {
  const hub = await testCore(t)
  for (const name of ["ada", "bob", "carol"]) await hub.user(name)
  const admin = await hub.service("admin", ["admin:users", "admin:groups", "shares"])
  await admin.api("POST", "/groups", { groups: ["lab", "other"], users: ["bob"] })
  await admin.api("POST", "/shares/ada/", { user: "bob" })
  await admin.api("POST", "/shares/carol/", { group: "lab" })
  return { hub, admin }
}

interface Item {
  readonly server: { readonly user: { readonly name: string } }
}
const owners = (reply: { readonly items: readonly Item[] }) => reply.items.map(item => item.server.user.name)

t.test("a user's list has what groups bring; a group's has its own", async t => {
  const { admin } = await place(t)
  const list = (await admin.api("GET", "/users/bob/shared")).json()
  t.same(owners(list), ["ada", "carol"])
  t.match(list, { _pagination: { offset: 0, total: 2, next: null } })
  t.match((await admin.api("GET", "/users/bob/shared?limit=1")).json(), { _pagination: { next: { offset: 1 } } })
  t.same(owners((await admin.api("GET", "/groups/lab/shared")).json()), ["carol"])
  t.same(owners((await admin.api("GET", "/groups/other/shared")).json()), [])
  t.match((await admin.api("GET", "/users/nobody/shared")).json(), { message: "No such user: nobody" })
  t.match((await admin.api("GET", "/groups/none/shared")).json(), { message: "No such group: none" })
})

t.test("one share, looked at and given up", async t => {
  const { admin } = await place(t)
  t.match((await admin.api("GET", "/users/bob/shared/ada/")).json(), { kind: "user", user: { name: "bob" } })
  t.match((await admin.api("GET", "/groups/lab/shared/carol/")).json(), { kind: "group", group: { name: "lab" } })
  for (const path of ["/users/bob/shared/carol/", "/users/bob/shared/ada/x", "/users/bob/shared/nobody/"]) {
    const [, name, server] = /users\/(\w+)\/shared\/(.*)/.exec(path) ?? []
    const missing = { status: 404, message: `No such share for user ${name} on ${server}` }
    t.match((await admin.api("GET", path)).json(), missing)
    t.match((await admin.api("DELETE", path)).json(), missing)
  }
  t.match((await admin.api("GET", "/users/nobody/shared/ada/")).json(), {
    message: "No such share for user nobody on ada/",
  })
  t.match((await admin.api("GET", "/groups/other/shared/ada/")).json(), {
    message: "No such share for group other on ada/",
  })
  t.match((await admin.api("DELETE", "/groups/none/shared/ada/")).json(), { message: "No such group: none" })
  t.equal((await admin.api("DELETE", "/users/bob/shared/ada/")).status, 204)
  t.equal((await admin.api("DELETE", "/users/bob/shared/ada/")).status, 404)
  t.equal((await admin.api("DELETE", "/groups/lab/shared/carol/")).status, 204)
  t.same(owners((await admin.api("GET", "/users/bob/shared")).json()), [])
})

t.test("everybody sees and gives up what is shared with them, and no more", async t => {
  const { hub } = await place(t)
  const bob = hub.client()
  await bob.login("bob")
  t.same(owners((await bob.api("GET", "/users/bob/shared")).json()), ["ada", "carol"])
  t.equal((await bob.api("GET", "/users/ada/shared")).status, 404)
  t.equal((await bob.api("GET", "/groups/lab/shared")).status, 403)
  t.equal((await bob.api("DELETE", "/groups/lab/shared/carol/")).status, 403)
  t.equal((await bob.api("DELETE", "/users/bob/shared/ada/")).status, 204)
  const reader = await hub.service("reader", ["read:users:shares!user=bob", "read:groups:shares!group=lab"])
  t.equal((await reader.api("GET", "/users/bob/shared")).status, 200)
  t.equal((await reader.api("GET", "/groups/lab/shared/carol/")).status, 200)
  t.equal((await reader.api("GET", "/groups/other/shared")).status, 404)
  t.equal((await reader.api("DELETE", "/groups/lab/shared/carol/")).status, 403)
})
