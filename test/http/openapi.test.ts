import t from "tap"
import { z } from "zod"
import { endpoint } from "../../hub/http/endpoint.ts"
import { endpointKey, openApi, problemSchema, replySchema } from "../../hub/http/openapi.ts"

const row = endpoint({
  method: "post",
  path: "/api/users/:name/servers/{:server}",
  summary: "Start a server",
  tag: "servers",
  handler: "x.Y",
  scopes: ["start:servers"],
  query: z.object({ dry: z.string().optional() }),
  body: z.strictObject({ display_name: z.string().optional() }),
  replies: { 201: null, 200: z.strictObject({ name: z.string() }) },
  async handle() {
    return { status: 201 }
  },
})

t.test("an endpoint is named by method and path", async t => {
  t.equal(endpointKey(row), "POST /api/users/{name}/servers/{server}")
})

t.test("replies have the schema of their status, problems one for all", async t => {
  t.equal(replySchema(row, 201), null)
  t.ok(replySchema(row, 200))
  t.equal(replySchema(row, 204), undefined)
  t.equal(replySchema(row, 404), problemSchema)
})

t.test("the document tells of paths, parameters, bodies and replies", async t => {
  const document = openApi([row, { ...row, path: "/home" }])
  t.equal(document.openapi, "3.1.0")
  t.same(Object.keys(document.paths as object), ["/api/users/{name}/servers/{server}"])
  t.match((document.paths as Record<string, { post: object }>)["/api/users/{name}/servers/{server}"]?.post, {
    summary: "Start a server",
    description: "Needs one of these scopes: start:servers.",
    parameters: [
      { name: "name", in: "path", required: true },
      { name: "server", in: "path", required: true },
      { name: "dry", in: "query" },
    ],
    requestBody: { content: { "application/json": { schema: { properties: { display_name: { type: "string" } } } } } },
    responses: { 201: { description: "An empty body" }, 200: { content: { "application/json": {} } }, default: {} },
  })
})
