/** Where the hub is reached, as JupyterHub's settings say. */
import { hostname } from "node:os"
import t from "tap"
import { hubUrl } from "../../hub/core/hub-url.ts"
import { testConfig } from "../support/config.ts"

const cases: [Record<string, unknown>, string][] = [
  [{}, "http://127.0.0.1:8081/hub/"],
  [{ "JupyterHub.base_url": "/jupyter/" }, "http://127.0.0.1:8081/jupyter/hub/"],
  [{ "JupyterHub.hub_ip": "" }, `http://${hostname()}:8081/hub/`],
  [{ "JupyterHub.hub_ip": "0.0.0.0", "JupyterHub.hub_port": 9000 }, `http://${hostname()}:9000/hub/`],
  [{ "JupyterHub.hub_ip": "0.0.0.0", "JupyterHub.hub_connect_ip": "10.0.0.1" }, "http://10.0.0.1:8081/hub/"],
  [{ "JupyterHub.hub_bind_url": "http://10.0.0.2:9001/x" }, "http://10.0.0.2:9001/hub/"],
  [{ "JupyterHub.hub_bind_url": "http://[::1]:9001" }, "http://[::1]:9001/hub/"],
  [{ "JupyterHub.hub_connect_url": "https://hub.example/ignored" }, "https://hub.example/hub/"],
  [
    { "JupyterHub.hub_bind_url": "http+unix://%2Fh.sock", "JupyterHub.hub_connect_url": "http+unix://%2Fh.sock" },
    "http+unix://%2Fh.sock/hub/",
  ],
]

t.test("the hub's URL", async t => {
  for (const [traits, url] of cases) t.equal(hubUrl(await testConfig(t.testdir(), traits)), url, JSON.stringify(traits))
})

t.test("a socket does not say how servers reach it", async t => {
  const config = await testConfig(t.testdir(), { "JupyterHub.hub_bind_url": "http+unix://%2Fh.sock" })
  t.throws(() => hubUrl(config), { message: /set JupyterHub\.hub_connect_url/ })
})
