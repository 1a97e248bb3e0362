import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("a user's token tells whose it is, and what it may do", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  const model = (await alice.api("GET", "/user")).json()
  t.match(model, { kind: "user", name: "alice", admin: false, groups: [], roles: ["user"], servers: {}, server: null })
  t.match(model.token_id, /^a\d+$/)
  t.ok(model.scopes.includes("read:users!user=alice"))
  t.same(model.scopes, [...model.scopes].sort())
})

t.test("what it is told holds until somebody writes, and for this token alone", async t => {
  const hub = await testCore(t)
  const user = await hub.user("alice")
  const [alice, other] = [await hub.as(user), await hub.as(user, ["read:users!user"])]
  await alice.api("GET", "/user")
  const first = await alice.api("GET", "/user")
  t.equal((await alice.api("GET", "/user")).text, first.text)
  t.equal((await alice.api("GET", "/user")).headers.etag, first.headers.etag)
  t.not((await other.api("GET", "/user")).json().token_id, first.json().token_id)
  await hub.core.db.q("users").where({ name: "alice" }).update({ admin: true })
  const changed = await alice.api("GET", "/user")
  t.equal(changed.json().admin, true)
  t.not(changed.headers.etag, first.headers.etag)
  t.same((await alice.api("GET", "/user?include_stopped_servers")).json().servers[""].stopped, true)
  t.same((await alice.api("GET", "/user")).json().servers, {})
})

t.test("the name is shown even to a token that may do nothing", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"), [])
  const model = (await alice.api("GET", "/user")).json()
  t.match(model, { kind: "user", name: "alice", groups: [] })
  t.notOk("last_activity" in model)
})

t.test("a service is told of itself", async t => {
  const hub = await testCore(t)
  const culler = await hub.service("culler", ["list:users"])
  t.match((await culler.api("GET", "/user")).json(), {
    kind: "service",
    name: "culler",
    admin: false,
    session_id: null,
    scopes: ["list:users", "read:users:name"],
  })
})

t.test("nobody is a 403 without words", async t => {
  const hub = await testCore(t)
  const answer = await hub.client().api("GET", "/user")
  t.equal(answer.status, 403)
  t.same(answer.json(), { status: 403, message: null })
  t.equal((await hub.client("not-a-token-0123456789").api("GET", "/user")).status, 403)
})
