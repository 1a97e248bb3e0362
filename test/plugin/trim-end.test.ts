import t from "tap"
import { trimEnd, withoutLastSlashes } from "../../hub/plugin/trim-end.ts"

t.test("characters at the end of a text", async t => {
  t.equal(trimEnd("a \t b \t ", " \t"), "a \t b")
  t.equal(trimEnd("///", "/"), "")
  t.equal(trimEnd("", "/"), "")
  t.equal(trimEnd("a/b", "/"), "a/b")
})

t.test("a path without its last slashes, the root as it is", async t => {
  t.equal(withoutLastSlashes("/a/b//"), "/a/b")
  t.equal(withoutLastSlashes("//"), "/")
  t.equal(withoutLastSlashes(""), "")
  t.equal(withoutLastSlashes("a"), "a")
})
