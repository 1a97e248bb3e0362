import t from "tap"
import { integer } from "../../hub/config/kinds.ts"
import { bool, callableOr, choice, custom, hookOr, int, nullable, str, strList } from "../../hub/config/option.ts"

const fn = { __py__: 0, repr: "function f", kind: "function" } as const

t.test("defaults: the row's, else the empty value of the kind", async t => {
  t.equal(str({ help: "" }).default, "")
  t.equal(bool({ help: "" }).default, false)
  t.same(strList({ help: "" }).default, [])
  t.equal(int({ help: "", default: 3 }).default, 3)
  t.equal(nullable(int, { help: "" }).default, null)
  t.equal(callableOr(int, { help: "" }).default, 0)
  t.equal(hookOr(str, { help: "" }).default, null)
  t.equal(choice(["a", "b"], { help: "" }).default, "a")
  t.equal(custom(integer, { help: "", default: 7 }).default, 7)
})

t.test("a row is no secret and not deprecated unless it says so", async t => {
  t.match(str({ help: "h" }), { help: "h", keys: null, secret: false, deprecated: null })
  t.match(str({ help: "h", secret: true, deprecated: "use x" }), {
    secret: true,
    deprecated: "use x",
  })
})

t.test("a hook slot takes a value, a function or None", async t => {
  const { kind } = hookOr(str, { help: "" })
  for (const value of ["a", fn, null]) t.equal(kind.parse(value), value)
  t.throws(() => kind.parse(3), { message: /must be a string/ })
})
