import t from "tap"
import { endpoints } from "../../hub/http/endpoints.ts"
import { endpointKey, openApi } from "../../hub/http/openapi.ts"

t.test("no endpoint stands twice in the table", async t => {
  const keys = endpoints.map(endpointKey)
  t.same(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  )
})

t.test("an endpoint that changes one thing is authorized for that thing", async t => {
  const named = endpoints.filter(row => /:(name|server|group|service)\b/.test(row.path) && row.path.startsWith("/api/"))
  const loose = named.filter(row => Array.isArray(row.scopes) && row.target === undefined)
  t.same(loose.map(endpointKey), [])
})

t.test("the table makes a document with a schema for every reply", async t => {
  t.ok(JSON.stringify(openApi(endpoints)).length > 10_000)
  t.same(
    endpoints.filter(row => row.path.startsWith("/api/") && Object.keys(row.replies).length === 0).map(endpointKey),
    [],
  )
})
