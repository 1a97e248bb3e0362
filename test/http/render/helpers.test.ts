import t from "tap"
import { helpers, show } from "../../../hub/http/render/helpers.ts"

t.test("values as text", async t => {
  t.equal(show("x"), "x")
  t.equal(show(["a", ["b", 1]]), "a, b, 1")
  t.equal(show({ a: 1 }), '{"a":1}')
  t.equal(show(null), "")
  t.equal(show(0), "0")
  t.equal(show(new Date(0)), "1970-01-01T00:00:00.000Z")
})

t.test("minutes in words, and nothing for what is none", async t => {
  t.equal(helpers.duration(90), "1 h 30 min")
  t.equal(helpers.duration("2880"), "2 days")
  t.equal(helpers.duration("x"), "")
})

t.test("JSON for a script element cannot end it", async t => {
  const text = String(helpers.json({ a: "</script><!--\u2028&" }))
  t.notMatch(text, /[<>&\u2028]/)
  t.same(JSON.parse(text), { a: "</script><!--\u2028&" })
  t.equal(String(helpers.json(undefined)), "null")
})

t.test("a time is an element for scripts and a text without them", async t => {
  const at = new Date("2026-11-23T06:15:00Z")
  t.equal(String(helpers.time(at, {})), '<time datetime="2026-11-23T06:15:00.000Z">2026-11-23 06:15 UTC</time>')
  t.equal(String(helpers.time(null, "<Never>")), "&lt;Never&gt;")
  t.equal(String(helpers.time(null, { hash: {} })), "")
})

t.test("a choice begins with what was chosen last, while it is offered", async t => {
  const list = [{ name: "a" }, { name: "b", isDefault: true }]
  t.equal(helpers.chosen(list, "a"), "a")
  t.equal(helpers.chosen(list, "gone"), "b")
  t.equal(helpers.chosen([{ name: "a" }], undefined), "a")
  t.equal(helpers.chosen([], undefined), "")
})

t.test("a name is one part of an address", async t => {
  t.equal(helpers.url_part("a/b c@d"), "a%2Fb%20c@d")
})
