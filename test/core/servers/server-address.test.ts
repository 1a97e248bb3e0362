/** Where a server is, for the hub and for the proxy. */
import t from "tap"
import { serverRoute, serverTarget } from "../../../hub/core/servers/server-address.ts"
import { serverClientId } from "../../../hub/core/servers/server-client-id.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run } from "../../support/rows.ts"

t.test("addresses", async t => {
  const { core } = await bareCore(t, { traits: { "JupyterHub.base_url": "/b" } })
  t.equal(serverTarget(core.config, { host: "n1", port: 4000 }), "http://n1:4000")
  t.equal(serverTarget(core.config, { host: "fe80::1", port: 4000 }), "http://[fe80::1]:4000")
  t.equal(serverTarget(core.config, { host: "n1", port: null }), null)
  t.equal(serverTarget(core.config, { host: null, port: 4000 }), null)
  const server = run({ id: "r", user_name: "a b@c", server_name: "lab" })
  t.same(serverRoute(core.config, server, "http://n1:4000"), {
    routespec: "/b/user/a%20b@c/lab/",
    target: "http://n1:4000",
    data: { user: "a b@c", server_name: "lab" },
  })
  t.equal(serverClientId("a b@c", "lab"), "jupyterhub-user-a%20b%40c-lab", "a cookie's name has no @")
  t.equal(serverClientId("ada", ""), "jupyterhub-user-ada")
})
