import t from "tap"
import { z } from "zod"
import { asHubError } from "../../hub/http/problem.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"

t.test("what each error becomes", async t => {
  const own = new Refusal(409, "there already")
  t.equal(asHubError(own), own)
  t.match(asHubError(new URIError("URI malformed")), { status: 400 })
  const cause = new TypeError("x is undefined")
  const unknown = asHubError(cause)
  t.ok(unknown instanceof Fault)
  t.match(unknown, { status: 500, message: "Internal Server Error", detail: { cause } })
})

t.test("bad input says where, and our own sentences stand alone", async t => {
  const told = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value)
    return asHubError(error).message
  }
  t.match(told(z.object({ a: z.object({ b: z.string() }) }), { a: { b: 1 } }), /^a\.b: Invalid input/)
  t.match(told(z.strictObject({ a: z.string() }), { a: "", c: 1 }), /Unrecognized key: "c"/)
  t.equal(told(z.object({ a: z.string({ error: "a must be a string" }) }), { a: 1 }), "a must be a string")
})
