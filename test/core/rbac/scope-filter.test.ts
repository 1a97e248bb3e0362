/** What a list of scopes covers of one of them. */
import t from "tap"
import { covers, scopeFilter } from "../../../hub/core/rbac/scope-filter.ts"

const scopes = ["hub", "users!user=ada", "users!group=lab", "servers!server=bob/x", "servers!user=ada", "s!service=g"]

t.test("not held, held, and held for some", async t => {
  t.equal(scopeFilter(scopes, "tokens"), null)
  t.equal(scopeFilter(scopes, "hub")?.all, true)
  const users = scopeFilter(scopes, "users")
  t.equal(users?.all, false)
  t.same([...(users?.user ?? [])], ["ada"])
  t.same([...(users?.group ?? [])], ["lab"])
})

t.test("users are covered by name or by a group of theirs", async t => {
  const users = scopeFilter(scopes, "users")
  t.ok(covers(users, { kind: "user", name: "ada" }))
  t.notOk(covers(users, { kind: "user", name: "bob" }))
  t.ok(covers(users, { kind: "user", name: "bob", groups: ["ops", "lab"] }))
  t.notOk(covers(users, { kind: "service", name: "ada" }), "a service of the same name is somebody else")
  t.ok(covers(users, { kind: "group", name: "lab" }))
})

t.test("servers are covered by name or by their user's", async t => {
  const servers = scopeFilter(scopes, "servers")
  t.ok(covers(servers, { kind: "server", user: "bob", name: "x" }))
  t.notOk(covers(servers, { kind: "server", user: "bob", name: "y" }))
  t.ok(covers(servers, { kind: "server", user: "ada", name: "anything" }))
  t.notOk(covers(servers, { kind: "user", name: "bob" }), "a server's filter says nothing of its user")
})

t.test("everything and nothing", async t => {
  t.ok(covers(scopeFilter(scopes, "hub"), { kind: "user", name: "whoever" }))
  t.notOk(covers(null, { kind: "user", name: "ada" }))
})
