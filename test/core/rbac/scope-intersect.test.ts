/** Intersections of scopes, with and without knowledge of groups. */
import t from "tap"
import { intersectScopes, membersInQuestion } from "../../../hub/core/rbac/scope-intersect.ts"

const groups = new Map([
  ["ada", new Set(["lab"])],
  ["bob", new Set(["ops"])],
])

t.test("only what both have", async t => {
  t.same(intersectScopes(["a", "b"], ["b", "c"]), ["b"])
  t.same(intersectScopes([], ["b"]), [])
})

t.test("all and some is some", async t => {
  t.same(intersectScopes(["users"], ["users!user=ada", "users!group=lab"]), ["users!group=lab", "users!user=ada"])
  t.same(intersectScopes(["users!user=ada"], ["users"]), ["users!user=ada"])
})

t.test("a server lies within its user, not the other way round", async t => {
  t.same(intersectScopes(["servers!server=ada/x"], ["servers!user=ada"]), ["servers!server=ada/x"])
  t.same(intersectScopes(["servers!server=ada/x"], ["servers!user=bob"]), [])
  t.same(intersectScopes(["servers!server=ada/x"], ["servers!server=ada/y"]), [])
})

t.test("a user lies within a group that the user is in", async t => {
  t.same(intersectScopes(["users!user=ada"], ["users!group=lab"], groups), ["users!user=ada"])
  t.same(intersectScopes(["users!group=lab"], ["users!user=ada"], groups), ["users!user=ada"])
  t.same(intersectScopes(["users!user=bob"], ["users!group=lab"], groups), [])
  t.same(intersectScopes(["servers!server=ada/x"], ["servers!group=lab"], groups), ["servers!server=ada/x"])
})

t.test("without knowledge of groups nobody is in one", async t => {
  t.same(intersectScopes(["users!user=ada"], ["users!group=lab"]), [])
  t.same(intersectScopes(["users!group=lab"], ["users!group=lab"]), ["users!group=lab"])
})

t.test("it says whose groups it would need", async t => {
  t.same(membersInQuestion(["users!user=ada", "x"], ["users!group=lab", "x"]), ["ada"])
  t.same(membersInQuestion(["servers!group=lab"], ["servers!server=bob/x"]), ["bob"])
  t.same(membersInQuestion(["users!user=ada"], ["users!user=bob"]), [])
  t.same(membersInQuestion(["users!user=ada"], ["groups!group=lab"]), [])
})
