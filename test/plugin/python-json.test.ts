import t from "tap"
import { pythonJson } from "../../hub/plugin/python-json.ts"

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

t.test("the text grows with the value alone, however deep it is", async t => {
  let value: unknown = 1
  for (let depth = 0; depth < 1500; depth++) value = [value]
  t.equal(pythonJson(value).length, 3001)
})

t.test("what has no word of its own in JSON", async t => {
  t.equal(
    pythonJson({ a: [undefined, Number.NaN, new Date(0)], f: () => 1 }),
    '{"a": [null, null, "1970-01-01T00:00:00.000Z"]}',
  )
  t.equal(pythonJson(["a", "ü", '"']), String.raw`["a", "\u00fc", "\""]`)
})
