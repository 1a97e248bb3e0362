import t from "tap"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { createSignedValue } from "../../../hub/http/signed-value.ts"
import { testCore } from "../../support/core.ts"
import { raw } from "../../support/raw.ts"

t.test("a token tells whose it is, to who has one", async t => {
  const hub = await testCore(t)
  const user = await hub.user("alice")
  const { token } = await issueToken(hub.core, { user, note: "", scopes: [] })
  const service = await hub.service("old", [])
  t.match((await service.api("GET", `/authorizations/token/${token}`)).json(), { kind: "user", name: "alice" })
  t.same((await service.api("GET", "/authorizations/token/not-a-token-0123")).json(), { status: 404, message: null })
  t.equal((await hub.client().api("GET", `/authorizations/token/${token}`)).status, 403)
  t.notMatch(hub.log(), token)
})

t.test("a cookie tells whose it is", async t => {
  const hub = await testCore(t)
  const user = await hub.user("alice")
  const name = "jupyterhub-hub-login"
  const value = createSignedValue(hub.core.secrets.cookieSecret, name, user.cookie_id, new Date())
  const service = await hub.service("old", ["read:users:name"])
  const path = `/authorizations/cookie/${name}/${encodeURIComponent(value)}`
  t.match((await service.api("GET", path)).json(), { kind: "user", name: "alice" })
  t.equal((await service.api("GET", `/authorizations/cookie/${name}/rubbish`)).status, 404)
  t.equal((await service.api("GET", `/authorizations/cookie/${name}`)).status, 404)
  const { token } = await issueToken(hub.core, { user, note: "", scopes: ["inherit"] })
  const headers = { authorization: `token ${token}`, "content-length": String(value.length) }
  const inBody = await raw(hub.url, `/hub/api/authorizations/cookie/${name}`, { headers, body: value })
  t.match(JSON.parse(inBody.text), { name: "alice" })
  t.equal((await hub.client().api("GET", path)).status, 403)
})

t.test("what is gone says where to go", async t => {
  const hub = await testCore(t)
  for (const path of ["/authorizations/token", "/authorizations/token/x"]) {
    const answer = await hub.client().api("POST", path)
    t.match(answer.json(), { status: 404, message: /Use \/hub\/api\/users\/:user\/tokens/ })
  }
  const admin = await hub.service("admin", ["servers"])
  t.match((await admin.api("POST", "/users/alice/admin-access")).json(), { status: 403, message: /disabled/ })
})

t.test("admin access, where the old setting is on", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { admin_access: true } } })
  await hub.user("alice")
  const admin = await hub.service("admin", ["servers"])
  t.equal((await admin.api("POST", "/users/alice/admin-access")).status, 200)
  t.equal((await admin.api("POST", "/users/nobody/admin-access")).status, 404)
})
