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
    description: "Needs the scope start:servers.",
    security: [{ token: ["start:servers"] }],
    parameters: [
      { name: "name", in: "path", required: true },
      { name: "server", in: "path", required: true },
      { name: "dry", in: "query" },
    ],
    requestBody: {
      required: true,
      content: { "application/json": { schema: { properties: { display_name: { type: "string" } } } } },
    },
    responses: {
      201: { description: "Created, an empty body" },
      200: { content: { "application/json": {} } },
      default: {},
    },
  })
  t.same(document.servers, [{ url: "/hub" }])
  t.same(openApi([row], "/lab/hub").servers, [{ url: "/lab/hub" }], "a hub below a prefix")
  t.match(document.tags, [{ name: "servers", description: /Starting/ }])
  t.same(Object.keys(document.components.schemas), ["Problem"])
})

t.test("who may call it, and whether it comes in pages", async t => {
  const { query: _, body: __, ...plain } = row
  const items = z.array(z.string())
  const replies = { 200: z.union([items, z.strictObject({ items, _pagination: z.strictObject({}) })]) }
  const get = (more: Partial<typeof row>) =>
    openApi([{ ...plain, method: "get", path: "/api/x", ...more }]).paths["/api/x"]?.get
  t.same(get({ scopes: "none" })?.security, [])
  t.same(get({ scopes: "identified" })?.security, [{ token: [] }])
  t.same(get({ scopes: ["a", "b"] })?.security, [{ token: ["a"] }, { token: ["b"] }])
  t.notMatch(get({})?.description, "pagination")
  t.match(get({ replies, filters: true })?.description, /filter.*jupyterhub-pagination\+json/)
})

t.test("an event stream is described by its events, whose data is JSON in a text", async t => {
  const document = openApi([{ ...row, path: "/api/x/progress" }])
  const content = document.paths["/api/x/progress"]?.post?.responses[200]?.content
  t.match(content?.["text/event-stream"]?.schema, {
    properties: { data: { type: "string", contentSchema: { properties: { name: { type: "string" } } } } },
  })
})
