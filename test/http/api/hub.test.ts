import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("everybody may read the version, from any origin", async t => {
  const { client } = await testCore(t)
  for (const path of ["", "/"]) {
    const answer = await client().api("GET", path)
    t.equal(answer.status, 200)
    t.same(answer.json(), { version: "6.1.1" })
    t.equal(answer.headers["access-control-allow-origin"], "*")
    t.equal(answer.headers["x-jupyterhub-version"], "6.1.1")
  }
})

t.test("a site's own CORS header stands", async t => {
  const headers = { "access-control-allow-origin": "https://portal.example" }
  const { client } = await testCore(t, { settings: { JupyterHub: { tornado_settings: { headers } } } })
  t.equal((await client().api("GET", "/")).headers["access-control-allow-origin"], "https://portal.example")
})

t.test("details take a scope", async t => {
  const hub = await testCore(t)
  const operator = await hub.service("operator", ["read:hub"])
  t.match((await operator.api("GET", "/info")).json(), {
    version: "6.1.1",
    spawner: { class: "jupyterhub.spawner.SimpleLocalProcessSpawner" },
    authenticator: { class: "jupyterhub.auth.DummyAuthenticator" },
  })
  const nobody = await hub.service("nobody", [])
  t.match(await nobody.api("GET", "/info"), { status: 403 })
  t.match((await hub.client().api("GET", "/info")).json(), { status: 403, message: "Missing or invalid credentials." })
})
