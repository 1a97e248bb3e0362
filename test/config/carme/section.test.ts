import t from "tap"
import { z } from "zod"
import { section } from "../../../hub/config/carme/section.ts"

const kind = section("a dict of things", z.strictObject({ size: z.number().optional() }), (name, { size }) => ({
  name,
  size,
}))

t.test("builds each entry under its name", async t => {
  t.same(kind.parse({ a: { size: 1 }, b: {} }), { a: { name: "a", size: 1 }, b: { name: "b", size: undefined } })
})

t.test("is for the file, not for the command line", async t => {
  t.throws(() => kind.fromText("{}"), { message: /in the configuration file/ })
})

t.test("a value that holds Python objects is no dict", async t => {
  t.throws(() => kind.parse({ __py__: 0, repr: "function f", kind: "function" }), { message: /a dict of things/ })
})
