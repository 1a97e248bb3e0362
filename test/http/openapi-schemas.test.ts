import t from "tap"
import { z } from "zod"
import { namedSchemas } from "../../hub/http/openapi-schemas.ts"

const inner = z.strictObject({ size: z.number().default(1) }).meta({ id: "TestInner" })
const outer = z.strictObject({ list: z.array(inner) }).meta({ id: "TestOuter" })

t.test("a named schema stands once and is referred to, also by other named ones", async t => {
  const names = namedSchemas()
  t.same(names.schema(z.union([z.array(outer), z.string()]), "output"), {
    anyOf: [{ type: "array", items: { $ref: "#/components/schemas/TestOuter" } }, { type: "string" }],
  })
  t.same(names.schema(outer, "output"), { $ref: "#/components/schemas/TestOuter" })
  t.same(Object.keys(names.all()), ["TestInner", "TestOuter"])
  t.match(names.all().TestOuter, { properties: { list: { items: { $ref: "#/components/schemas/TestInner" } } } })
})

t.test("what may be sent is not always what is answered", async t => {
  const names = namedSchemas()
  const schema = z.strictObject({ size: z.number().default(1) })
  t.equal(names.schema(schema, "input").required, undefined)
  t.same(names.schema(schema, "output").required, ["size"])
})
