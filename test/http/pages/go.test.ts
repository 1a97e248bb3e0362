import t from "tap"
import { go, withQuery } from "../../../hub/http/pages/go.ts"

t.test("a Location holds no character that a browser skips or turns round", async t => {
  t.same(go("/hub/home"), { status: 302, headers: { Location: "/hub/home" } })
  t.equal(go("/a\r\nSet-Cookie: x=1", 303).headers?.Location, "/a%0D%0ASet-Cookie:%20x=1")
  t.equal(go("/\\evil/ü").headers?.Location, "/%5Cevil/%C3%BC")
})

t.test("further parameters go before the fragment, and after those that are there", async t => {
  t.equal(withQuery("/a", []), "/a")
  t.equal(withQuery("/a", [["next", "/b?c=d"]]), "/a?next=%2Fb%3Fc%3Dd")
  t.equal(
    withQuery("/a?x=1#top", [
      ["y", "2"],
      ["y", "3"],
    ]),
    "/a?x=1&y=2&y=3#top",
  )
})
