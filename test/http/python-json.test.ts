import t from "tap"
import { pythonJson } from "../../hub/http/python-json.ts"

t.test("JSON reads as json.dumps writes it", async t => {
  const value = { a: 1, b: [1, "x", null], c: {}, d: [], e: { f: true } }
  t.equal(pythonJson(value), '{"a": 1, "b": [1, "x", null], "c": {}, "d": [], "e": {"f": true}}')
  t.same(JSON.parse(pythonJson(value)), value)
})

t.test("text keeps its own line breaks, commas and spaces, and is ASCII on the wire", async t => {
  const value = { text: 'a,\n  "b": c\u2028é😀\u007f' }
  t.match(pythonJson(value), /^[\x20-\x7e]+$/)
  t.same(JSON.parse(pythonJson(value)), value)
})

t.test("what is undefined is left out", async t => {
  t.equal(pythonJson({ a: undefined, b: 1 }), '{"b": 1}')
})
