/** Services of the configuration, and their OAuth clients. */
import t from "tap"
import { matchesHash } from "../../../hub/core/users/token-hash.ts"
import { findOAuthClient, saveOAuthClient } from "../../../hub/db/oauth.ts"
import { findServersByIds } from "../../../hub/db/servers.ts"
import { findServiceByName, updateService } from "../../../hub/db/services.ts"
import { bareCore } from "../../support/bare-core.ts"

const grader = { name: "grader", url: "http://127.0.0.1:9", api_token: "grader-token-0123456789", display: false }
const services = (...list: unknown[]) => ({ traits: { "JupyterHub.services": list } })

t.test("a service with a URL gets a row and a client", async t => {
  const { core } = await bareCore(t, services({ ...grader, oauth_client_allowed_scopes: ["list:users"] }))
  t.match(await findServiceByName(core.db, "grader"), {
    url: grader.url,
    display: false,
    from_config: true,
    oauth_client_id: "service-grader",
  })
  const client = await findOAuthClient(core.db, "service-grader")
  t.equal(client?.redirect_uri, "/services/grader/oauth_callback")
  t.equal(client?.description, "JupyterHub service grader")
  t.same(client?.allowed_scopes, ["access:services!service=grader", "list:users"])
  t.ok(matchesHash(client?.secret ?? "", grader.api_token))
})

t.test("the secret is hashed anew when it changes, and only then", async t => {
  const { core } = await bareCore(t, services(grader))
  const first = (await findOAuthClient(core.db, "service-grader"))?.secret
  await bareCore(t, { db: core.db, ...services(grader) })
  t.equal((await findOAuthClient(core.db, "service-grader"))?.secret, first)
  await bareCore(t, { db: core.db, ...services({ ...grader, api_token: "another-token-0123456789" }) })
  t.not((await findOAuthClient(core.db, "service-grader"))?.secret, first)
})

t.test("scopes by the names of roles, in the older way", async t => {
  const load_roles = [{ name: "grading", scopes: ["list:users"] }]
  const traits = {
    "JupyterHub.services": [{ ...grader, oauth_roles: ["grading"] }],
    "JupyterHub.load_roles": load_roles,
  }
  const { core } = await bareCore(t, { traits })
  t.same((await findOAuthClient(core.db, "service-grader"))?.allowed_scopes, [
    "access:services!service=grader",
    "list:users",
  ])
})

t.test("a service that the configuration drops is gone, with its client", async t => {
  const { core } = await bareCore(t, services(grader))
  await bareCore(t, { db: core.db })
  t.equal(await findServiceByName(core.db, "grader"), null)
  t.equal(await findOAuthClient(core.db, "service-grader"), null)
})

t.test("one that was made through the API stays as it is, in the configuration or not", async t => {
  const { core } = await bareCore(t, services({ name: "mine" }))
  const mine = await findServiceByName(core.db, "mine")
  await updateService(core.db, mine?.id ?? 0, { from_config: false, url: "http://10.0.0.1:1" })
  const { log } = await bareCore(t, { db: core.db, ...services({ name: "mine", url: "http://127.0.0.1:9" }) })
  t.match(log(), /was made through the API/)
  await bareCore(t, { db: core.db })
  t.equal((await findServiceByName(core.db, "mine"))?.url, "http://10.0.0.1:1")
})

t.test("what it is run by, and where it is reached, is in the row as JupyterHub writes it", async t => {
  const run = { command: "cull", cwd: "/", environment: { A: "b" }, user: "nobody", timeout: 5 }
  const { core } = await bareCore(t, services({ ...grader, ...run, url: "https://[::1]/" }))
  const row = await findServiceByName(core.db, "grader")
  t.match(row, { ...run, command: ["cull"] })
  const [server] = await findServersByIds(core.db, [row?._server_id ?? 0])
  t.match(server, {
    proto: "https",
    ip: "::1",
    port: 443,
    base_url: "/services/grader/",
    cookie_name: "service-grader",
  })
  await bareCore(t, { db: core.db, ...services({ name: "grader" }) })
  t.match(await findServiceByName(core.db, "grader"), { command: [], user: null, timeout: 30, _server_id: null })
  t.same(await findServersByIds(core.db, [server?.id ?? 0]), [])
})

t.test("the client's secret of a service that the hub runs stays until it is started anew", async t => {
  const managed = services({ name: "web", url: "http://127.0.0.1:9", command: ["serve"] })
  const { core } = await bareCore(t, managed)
  const client = await findOAuthClient(core.db, "service-web")
  if (!client) throw new Error("the client is gone")
  await saveOAuthClient(core.db, { ...client, secret: "of the running one" })
  await bareCore(t, { db: core.db, ...managed })
  t.equal((await findOAuthClient(core.db, "service-web"))?.secret, "of the running one")
})

t.test("what cannot be is refused", async t => {
  await t.rejects(bareCore(t, services(grader, grader)), { message: /two services of the name "grader"/ })
  await t.rejects(bareCore(t, services({ name: "a", oauth_no_confirm: true })), {
    message: /needs an oauth_redirect_uri/,
  })
  const ours = { ...grader, name: "b", oauth_client_id: "service-grader" }
  await t.rejects(bareCore(t, services(grader, ours)), { message: /that of "(b|grader)" is the same/ })
  const greedy = { name: "a", oauth_client_allowed_scopes: ["no:such"] }
  await t.rejects(bareCore(t, services(greedy)), { message: /'no:such' for service a does not exist/ })
})
