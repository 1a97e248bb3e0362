import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("the API describes itself, to anybody", async t => {
  const hub = await testCore(t)
  const document = (await hub.client().api("GET", "/openapi.json")).json()
  t.match(document, { openapi: "3.1.0", paths: { "/api/users/{name}/servers/{server}": { post: {}, delete: {} } } })
  t.ok(Object.keys(document.paths).length > 30)
  t.notOk("/home" in document.paths)
  t.same(document.servers, [{ url: "/hub" }])
})

t.test("a hub below a prefix says so, and every reference of the document leads somewhere", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { base_url: "/lab/" } } })
  const { text } = await hub.client().api("GET", "/openapi.json")
  const document = JSON.parse(text)
  t.same(document.servers, [{ url: "/lab/hub" }])
  const names = [...text.matchAll(/"\$ref": ?"([^"]*)"/g)].map(match => match[1] ?? "")
  t.ok(names.includes("#/components/schemas/User"))
  t.same(
    [...new Set(names)].filter(name => !(name.replace("#/components/schemas/", "") in document.components.schemas)),
    [],
  )
})
