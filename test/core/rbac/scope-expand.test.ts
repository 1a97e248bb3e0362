/** Expansion of scopes, compared with what JupyterHub 6.1.1 gives. */
import t from "tap"
import { baseOf, expandScopes, filterOf, reduceScopes } from "../../../hub/core/rbac/scope-expand.ts"
import { scopeTable } from "../../../hub/core/rbac/scopes.ts"

const ada = { user: "ada" }
const expand = (scopes: readonly string[], owner = {}) => expandScopes(scopeTable, scopes, owner)

t.test("a scope brings its subscopes, and theirs", async t => {
  t.same(expand(["users"]), [
    "list:users",
    "read:users",
    "read:users:activity",
    "read:users:groups",
    "read:users:name",
    "users",
    "users:activity",
  ])
  t.same(expand(["shutdown"]), ["shutdown"])
})

t.test("a filter goes to every subscope", async t => {
  t.same(expand(["read:servers!user=bob"]), ["read:servers!user=bob", "read:users:name!user=bob"])
})

t.test("a filter by server does not become one of its user", async t => {
  t.same(expand(["servers!server=bob/lab"]), [
    "delete:servers!server=bob/lab",
    "read:servers!server=bob/lab",
    "servers!server=bob/lab",
    "start:servers!server=bob/lab",
  ])
})

t.test("filters without a name get the owner's", async t => {
  t.same(expand(["users:activity!user"], ada), ["read:users:activity!user=ada", "users:activity!user=ada"])
  t.same(expand(["access:servers!server"], { user: "ada", server: "ada/lab" }), ["access:servers!server=ada/lab"])
  t.same(expand(["access:services!service"], { service: "grader" }), ["access:services!service=grader"])
})

t.test("a filter that stands for nobody gives nothing, never everything", async t => {
  t.same(expand(["users!user"], { service: "grader" }), [])
  t.same(expand(["access:servers!server"], ada), [])
})

t.test("self is fifteen and more scopes of one's own, and nothing for a service", async t => {
  const self = expand(["self"], ada)
  t.ok(self.every(scope => scope.endsWith("!user=ada")))
  t.equal(self.length, 15)
  t.same(expand(["self"], { service: "ada" }), [])
})

t.test("what a wider scope covers is left out", async t => {
  t.same(reduceScopes(["b", "a!user=x", "a", "c!user=x", "c!user=x"]), ["a", "b", "c!user=x"])
  t.same(expand(["read:hub", "read:hub!user=ada"]), ["read:hub"])
})

t.test("unknown scopes give nothing, and names of objects are no scopes", async t => {
  t.same(expand(["no:such", "constructor", "toString!user=a", ""]), [])
})

t.test("the same question gives the same list again", async t => {
  t.equal(expand(["users", "tokens"], ada), expand(["tokens", "users"], ada))
  t.not(expand(["self"], ada), expand(["self"], { user: "bob" }))
})

t.test("a scope and its filter", async t => {
  t.equal(baseOf("read:users!user=a!b"), "read:users")
  t.equal(filterOf("read:users!user=a!b"), "user=a!b")
  t.equal(filterOf("read:users"), "")
})
