/** JSON columns as Python writes them. */
import t from "tap"
import { fromJson, fromJsonList, toJson, toJsonOrNull, toJsonSet } from "../../hub/db/json.ts"

t.test("written as json.dumps does, in ASCII with its separators", async t => {
  t.equal(toJson({ a: [1, 2.5, "x"], b: { c: null, d: true } }), '{"a": [1, 2.5, "x"], "b": {"c": null, "d": true}}')
  t.equal(toJson('ü\u007f\u{1f600}\n"'), '"\\u00fc\\u007f\\ud83d\\ude00\\n\\""')
  t.equal(toJson({ gone: undefined, here: 1 }), '{"here": 1}')
  t.equal(toJson([]), "[]")
  t.equal(toJson({}), "{}")
  t.equal(toJsonOrNull(null), null)
  t.equal(toJsonSet(["b", "a", "b"]), '["a", "b"]')
})

t.test("what was written reads back, what is spoilt reads as nothing", async t => {
  const value = { "k é": [1, { x: "\u2028" }], n: null }
  t.same(fromJson(toJson(value)), value)
  for (const spoilt of [null, undefined, "", "{", "[]", "3", '"x"']) t.equal(fromJson(spoilt), null, String(spoilt))
  t.same(fromJsonList('["a", 1, "b"]'), ["a", "b"])
  for (const spoilt of [null, undefined, "x", "{}"]) t.same(fromJsonList(spoilt), [], String(spoilt))
})
