import { existsSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { bindAddress } from "../../hub/http/bind-address.ts"
import { testConfig } from "../support/config.ts"
import { startHub } from "../support/hub.ts"
import { shortFolder } from "../support/short-folder.ts"

t.test("the settings", async t => {
  const cases: [Record<string, unknown>, object][] = [
    [{}, { host: "127.0.0.1", port: 8081 }],
    [{ hub_ip: "", hub_port: 0 }, { port: 0 }],
    [
      { hub_bind_url: "http://[::1]:9/x", hub_ip: "1.2.3.4" },
      { host: "::1", port: 9 },
    ],
    [{ hub_bind_url: "https://*" }, { port: 443 }],
    [{ hub_bind_url: "unix+http://%2Frun%2Fh.sock" }, { path: "/run/h.sock" }],
  ]
  for (const [set, where] of cases) {
    const traits = Object.fromEntries(Object.entries(set).map(([name, value]) => [`JupyterHub.${name}`, value]))
    t.same(bindAddress(await testConfig(t.testdir(), traits)), where, JSON.stringify(set))
  }
})

t.test("hub and proxy talk over sockets alone", async t => {
  const folder = shortFolder(t)
  const socket = (name: string) => `http+unix://${encodeURIComponent(join(folder, name))}`
  const settings = {
    JupyterHub: { hub_bind_url: socket("hub"), hub_connect_url: socket("hub"), hub_socket_mode: 0o660 },
    ConfigurableHTTPProxy: { api_url: socket("api") },
  }
  const hub = await startHub(t, { settings })
  t.equal(statSync(join(folder, "hub")).mode & 0o777, 0o660)
  const browser = hub.client()
  t.equal((await browser.login("ada")).status, 302)
  t.equal((await browser.open("/hub/home")).status, 200)
  t.match(await hub.core.proxy.listRoutes(), [{ routespec: "/", target: socket("hub") }])
  await hub.stop()
  t.notOk(existsSync(join(folder, "api")))
  writeFileSync(join(folder, "hub"), "")
  await t.rejects(startHub(t, { settings }), { message: /is a file of another kind/ })
})
