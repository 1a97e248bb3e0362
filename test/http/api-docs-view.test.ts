import t from "tap"
import { z } from "zod"
import { apiDocs } from "../../hub/http/api-docs-view.ts"
import { endpoint } from "../../hub/http/endpoint.ts"
import { endpoints } from "../../hub/http/endpoints.ts"
import { openApi } from "../../hub/http/openapi.ts"

const thing = z
  .strictObject({
    name: z.string(),
    of: z.strictObject({ size: z.number().default(1) }),
    all: z.record(z.string(), z.string()),
  })
  .meta({ id: "DocsThing", description: "A thing" })

const row = endpoint({
  method: "post",
  path: "/api/things/:name",
  summary: "Make a thing",
  tag: "things",
  handler: "x.Y",
  scopes: ["a", "b"],
  query: z.object({ many: z.enum(["x", "y"]).default("x").meta({ description: "Which" }) }),
  body: z.strictObject({ note: z.string().optional(), thing }),
  replies: { 200: z.union([z.array(thing), z.null()]), 204: null },
  handle: async () => null,
})

const words = (type: readonly { text: string }[] = []) => type.map(({ text }) => text).join("")

t.test("a call with who may call it, what it takes and what it answers", async t => {
  const { tags, schemas } = apiDocs(openApi([row]))
  const [call] = tags[0]?.operations ?? []
  t.match(call, { method: "POST", path: "/api/things/{name}", scopes: ["a", "b"], open: false, notes: "" })
  t.match(call?.parameters, [
    { name: "name", where: "path", required: true },
    { name: "many", where: "query", required: false, description: 'Which; default "x"' },
  ])
  t.equal(words(call?.parameters[1]?.type), '"x" or "y"')
  t.same(
    call?.body?.fields.map(field => [field.name, words(field.type), field.required]),
    [
      ["note", "string", false],
      ["thing", "DocsThing", true],
    ],
  )
  t.same(
    call?.replies.map(({ status, type }) => [status, words(type)]),
    [
      ["200", "list of DocsThing or null"],
      ["204", ""],
      ["default", "Problem"],
    ],
  )
  t.same(call?.replies[0]?.type[1], { text: "DocsThing", schema: "DocsThing" }, "a name leads to its schema")
  const named = schemas.find(({ name }) => name === "DocsThing")
  t.equal(named?.description, "A thing")
  t.same(
    named?.fields.map(field => [field.name, words(field.type)]),
    [
      ["name", "string"],
      ["of", "object"],
      ["of.size", "number"],
      ["all", "object of names and string"],
    ],
  )
})

t.test("every call of the hub stands under a tag that says what it is about", async t => {
  const document = openApi(endpoints)
  const { tags } = apiDocs(document)
  const shown = tags.flatMap(tag => tag.operations)
  t.equal(shown.length, Object.values(document.paths).flatMap(Object.keys).length)
  t.same(
    tags.filter(tag => tag.description === "").map(tag => tag.name),
    [],
  )
  const ids = shown.map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length, "each has an address of its own")
})
