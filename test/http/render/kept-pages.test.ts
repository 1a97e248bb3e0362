/** Pages that are rendered once for everybody who is not logged in. */
import t from "tap"
import { createKeptPages, tokenPlace } from "../../../hub/http/render/kept-pages.ts"

t.test("a page is rendered once for the same variables, and has each time its own token", async t => {
  const pages = createKeptPages()
  let rendered = 0
  const text = (next: string, token: string) =>
    pages.text("login", { next, xsrf: tokenPlace }, token, () => {
      rendered += 1
      return `${next}: ${tokenPlace}, ${tokenPlace}`
    })
  t.equal(text("/a", "one"), "/a: one, one")
  t.equal(text("/a", "$& two"), "/a: $& two, $& two")
  t.equal(rendered, 1)
  t.equal(text("/b", "three"), "/b: three, three")
  t.equal(rendered, 2)
  t.equal(
    pages.text("logout", { next: "/a", xsrf: tokenPlace }, "four", () => "another template"),
    "another template",
  )
})

t.test("a flood of addresses takes no memory", async t => {
  const pages = createKeptPages()
  let rendered = 0
  const ask = (next: string) => pages.text("login", { next }, "", () => String(rendered++))
  for (let i = 0; i < 100; i++) ask(`/${i}`)
  ask("/99")
  t.equal(rendered, 100, "the newest is known")
  ask("/0")
  t.equal(rendered, 101, "the oldest is not")
  ask("x".repeat(5000))
  ask("x".repeat(5000))
  t.equal(rendered, 103, "nor is one that is too long")
})
