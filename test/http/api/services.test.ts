/** Services over the API: read by scope, made, deleted, and there again after a restart. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import t, { type Test } from "tap"
import { loadRoles } from "../../../hub/core/start/roles.ts"
import { findOAuthClient } from "../../../hub/db/oauth.ts"
import { findServersByIds } from "../../../hub/db/servers.ts"
import { findServiceByName } from "../../../hub/db/services.ts"
import { testCore } from "../../support/core.ts"

t.test("services by name, as far as the scopes go", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { base_url: "/pre" } } })
  const reader = await hub.service("reader", ["list:services", "read:services", "admin:services"])
  await hub.service("culler", ["list:users"])
  const all = (await reader.api("GET", "/services")).json()
  t.same(Object.keys(all).sort(), ["culler", "reader"])
  t.match(all.culler, { kind: "service", name: "culler", admin: false, command: [], pid: 0, prefix: "" })
  t.same(all.culler.roles, ["role-of-culler"])
  t.same((await reader.api("GET", "/services/culler")).json(), all.culler)
  t.match((await reader.api("GET", "/services/none")).json(), { status: 404, message: "No such service: none" })
  const one = await hub.service("one", ["list:services!service=culler"])
  t.same((await one.api("GET", "/services")).json(), { culler: { kind: "service", name: "culler", admin: false } })
  t.equal((await one.api("GET", "/services/reader")).status, 404)
})

const forServices = ["admin:services", "read:users"]

t.test("one is made, is routed to, stays over a restart, and is deleted", async t => {
  const hub = await testCore(t)
  const boss = await hub.as(await hub.user("ada", { admin: true }))
  const url = `${await answering(t)}/some`
  const body = {
    url,
    info: { a: 1 },
    api_token: "of-the-wiki-0123",
    oauth_client_allowed_scopes: ["read:users!user"],
  }
  const made = await boss.api("POST", "/services/wiki", { ...body, name: "other" })
  t.equal(made.status, 201)
  const model = { kind: "service", name: "wiki", url, prefix: "/services/wiki/", info: { a: 1 }, admin: false, pid: 0 }
  t.match(made.json(), { ...model, display: true, command: [], roles: [] })
  t.match(await hub.core.proxy.listRoutes(), [
    { routespec: "/services/wiki/", target: new URL(url).origin, data: { service: "wiki" } },
  ])
  t.match((await hub.client("of-the-wiki-0123").api("GET", "/user")).json(), { kind: "service", name: "wiki" })
  t.same((await findOAuthClient(hub.core.db, "service-wiki"))?.allowed_scopes, [
    "access:services!service=wiki",
    "read:users!user",
  ])
  t.match((await boss.api("POST", "/services/wiki", body)).json(), {
    status: 409,
    message: "Service wiki already exists",
  })

  await loadRoles(hub.core)
  t.match((await boss.api("GET", "/services/wiki")).json(), model, "a start of the hub leaves it as it is")

  const row = await findServiceByName(hub.core.db, "wiki")
  t.equal((await boss.api("DELETE", "/services/wiki")).status, 200)
  t.same(await hub.core.proxy.listRoutes(), [])
  t.equal(await findOAuthClient(hub.core.db, "service-wiki"), null)
  t.same(await findServersByIds(hub.core.db, [row?._server_id ?? 0]), [])
  t.equal((await hub.client("of-the-wiki-0123").api("GET", "/user")).status, 403)
  t.match((await boss.api("DELETE", "/services/wiki")).json(), {
    status: 404,
    message: "Service wiki does not exist",
  })
})

t.test("what cannot be made", async t => {
  const services = [{ name: "fixed", api_token: "fixed-token-0123", oauth_redirect_uri: "http://127.0.0.1:9/cb" }]
  const hub = await testCore(t, { settings: { JupyterHub: { services } } })
  const boss = await hub.service("boss", forServices)
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["a", undefined, /^Invalid service data$/],
    ["a", null, /^Invalid service data$/],
    ["a", {}, /^Invalid service data$/],
    ["a", [1], /^Invalid service data$/],
    ["a", { bad: 1 }, /bad/],
    ["a", { timeout: 1 }, /timeout/],
    ["a", { admin: "x" }, /^service\.admin must be/],
    ["a", { command: ["run"] }, /^Can not create managed service a at runtime$/],
    ["a", { url: "ftp://x" }, /^Failed to create service a/],
    ["a", { oauth_client_id: "service-a" }, /needs an oauth_redirect_uri/],
    ["a", { oauth_no_confirm: true }, /cannot have oauth_no_confirm: only services in the hub's configuration/],
    ["a", { oauth_client_allowed_scopes: ["inherit"] }, /cannot have inherit/],
    ["a", { oauth_client_allowed_scopes: ["self"] }, /cannot have self/],
    ["a", { oauth_client_allowed_scopes: ["tokens!user"] }, /^Not assigning requested scopes .*tokens/],
    ["a", { oauth_client_id: "mine" }, /must begin with service-/],
    ["a", { oauth_client_id: "service-fixed", oauth_redirect_uri: "http://x/cb" }, /that of "fixed" is the same/],
    ["a", { api_token: "short" }, /must have 8 to 64 characters/],
    ["a", { api_token: "fixed-token-0123" }, /is in use already/],
    ["%20a", { display: false }, /cannot be the name/],
    ["a", { url: "http://127.0.0.1:9", oauth_client_allowed_scopes: ["nosuch"] }, /'nosuch' .* does not exist/],
    [
      "a",
      { oauth_client_allowed_scopes: ["servers"] },
      /^Not assigning requested scopes .*servers.* not held by Service/,
    ],
    ["a", { admin: true }, /^Not assigning requested scopes .*admin-ui.* not held by Service boss$/],
  ]
  for (const [name, body, message] of cases) {
    const answer = await boss.api("POST", `/services/${name}`, body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.json().message, message)
  }
  t.equal(await findServiceByName(hub.core.db, "a"), null, "nothing is left of them")
  t.match((await boss.api("DELETE", "/services/fixed")).json(), {
    status: 405,
    message: "Service fixed is not modifiable at runtime",
  })
})

t.test("only by those who may, and not beyond what their token may", async t => {
  const hub = await testCore(t)
  const admin = await hub.user("ada", { admin: true })
  const one = await hub.as(admin, ["admin:services!service=wiki"])
  t.equal((await one.api("POST", "/services/other", { display: true })).status, 404)
  t.equal((await (await hub.as(await hub.user("bob"))).api("POST", "/services/wiki", { display: true })).status, 403)
  const narrow = await hub.as(admin, ["admin:services"])
  t.match((await narrow.api("POST", "/services/wiki", { admin: true })).json(), { status: 400 })
  const made = await (await hub.as(admin)).api("POST", "/services/wiki", { admin: true })
  t.match(made.json(), { admin: true, roles: ["admin"] })
})

/** The address of a server that answers anything. */
async function answering(t: Test): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
