import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("the API describes itself, to anybody", async t => {
  const hub = await testCore(t)
  const document = (await hub.client().api("GET", "/openapi.json")).json()
  t.match(document, { openapi: "3.1.0", paths: { "/api/users/{name}/servers/{server}": { post: {}, delete: {} } } })
  t.ok(Object.keys(document.paths).length > 30)
  t.notOk("/home" in document.paths)
})
