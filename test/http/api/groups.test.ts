import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("made, filled, changed, deleted", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  await hub.user("bob")
  const admin = await hub.service("admin", ["admin:groups"])
  const made = await admin.api("POST", "/groups/physics", { users: ["alice"] })
  t.equal(made.status, 201)
  t.same(made.json(), { kind: "group", name: "physics", users: ["alice"], roles: [], properties: {} })
  t.match(await admin.api("POST", "/groups/physics"), { status: 409 })
  t.same((await admin.api("POST", "/groups/physics/users", { users: ["bob", "alice"] })).json().users, ["alice", "bob"])
  t.same((await admin.api("DELETE", "/groups/physics/users", { users: ["alice"] })).json().users, ["bob"])
  t.same((await admin.api("PUT", "/groups/physics/properties", { room: 5 })).json().properties, { room: 5 })
  t.same((await admin.api("GET", "/groups/physics")).json().properties, { room: 5 })
  t.equal((await admin.api("DELETE", "/groups/physics")).status, 204)
  t.match((await admin.api("GET", "/groups/physics")).json(), { status: 404, message: "No such group: physics" })
})

t.test("many at once, all or none, listed in pages", async t => {
  const hub = await testCore(t)
  await hub.user("alice")
  const admin = await hub.service("admin", ["admin:groups"])
  t.equal((await admin.api("POST", "/groups", { groups: ["a", "b"], users: ["alice"] })).status, 201)
  t.match((await admin.api("POST", "/groups", { groups: ["c", "b"] })).json(), {
    status: 409,
    message: "Group b already exists",
  })
  t.match((await admin.api("POST", "/groups", { groups: { e: ["alice"] } })).json(), [{ name: "e", users: [] }])
  t.match(await admin.api("POST", "/groups", { groups: ["d"], users: ["nobody"] }), { status: 400 })
  const page = await admin.api("GET", "/groups?limit=1", undefined, {
    accept: "application/jupyterhub-pagination+json",
  })
  t.match(page.json(), { items: [{ name: "a", users: ["alice"] }], _pagination: { total: 3 } })
  const lead = await hub.service("lead", ["list:groups!group=b"])
  t.same((await lead.api("GET", "/groups")).json(), [{ kind: "group", name: "b" }])
  t.equal((await (await hub.service("odd", ["list:groups!user=alice"])).api("GET", "/groups")).status, 403)
})

t.test("bodies that are something else", async t => {
  const hub = await testCore(t)
  const admin = await hub.service("admin", ["admin:groups"])
  await admin.api("POST", "/groups/a")
  for (const body of [
    undefined,
    {},
    [],
    { groups: [] },
    { groups: "abc" },
    { groups: [{}] },
    { groups: ["x"], users: [{}] },
  ]) {
    t.equal((await admin.api("POST", "/groups", body)).status, 400, JSON.stringify(body))
  }
  t.match((await admin.api("POST", "/groups/a/users", {})).json(), { message: "Must specify users to add" })
  t.match((await admin.api("DELETE", "/groups/a/users", {})).json(), { message: "Must specify users to delete" })
  t.match((await admin.api("POST", "/groups/a/users", { users: [{}] })).json(), { status: 400 })
  t.match((await admin.api("PUT", "/groups/a/properties", [])).json(), { message: "Must specify properties" })
})

t.test("a filtered admin may not make groups", async t => {
  const hub = await testCore(t)
  const lead = await hub.service("lead", ["admin:groups!group=a"])
  t.equal((await lead.api("POST", "/groups", { groups: ["b"] })).status, 403)
  t.equal((await lead.api("POST", "/groups/b")).status, 404)
})
