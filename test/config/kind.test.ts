import t from "tap"
import { describe, WrongType } from "../../hub/config/kind.ts"

t.test("values in words", async t => {
  t.equal(describe(null), "None")
  t.equal(describe(true), "True")
  t.equal(describe("x"), '"x"')
  t.equal(describe(["a"]), 'the list ["a"]')
  t.equal(describe({ a: 1 }), 'the dict {"a":1}')
  t.equal(describe({ __py__: 0, repr: "function f", kind: "function" }), "the Python function f")
  t.ok(describe("y".repeat(10_000)).length < 100, "a long value stays one line")
})

t.test("a wrong type says what was expected, or in its own words", async t => {
  t.equal(new WrongType("an integer", "a").message, 'must be an integer, got "a"')
  t.equal(new WrongType("", "is odd").message, "is odd")
})
