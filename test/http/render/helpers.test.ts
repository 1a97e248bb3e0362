import t from "tap"
import { duration, helpers, show } from "../../../hub/http/render/helpers.ts"

t.test("values as text", async t => {
  t.equal(show("x"), "x")
  t.equal(show(["a", ["b", 1]]), "a, b, 1")
  t.equal(show({ a: 1 }), '{"a":1}')
  t.equal(show(null), "")
  t.equal(show(0), "0")
  t.equal(show(new Date(0)), "1970-01-01T00:00:00.000Z")
})

t.test("minutes in words", async t => {
  const words = {
    0: "0 min",
    45: "45 min",
    60: "1 h",
    90: "1 h 30 min",
    1440: "1 day",
    2880: "2 days",
    1500: "1 day 1 h",
  }
  for (const [minutes, text] of Object.entries(words)) t.equal(duration(Number(minutes)), text)
  t.equal(duration("x"), "")
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
