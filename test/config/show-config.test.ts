import { join } from "node:path"
import t from "tap"
import { showConfig } from "../../hub/config/show-config.ts"
import { loadPython, loadSite } from "../support/site-config.ts"

const text =
  'c.Spawner.cmd = ["x"]\nc.JupyterHub.port = 9000\nc.JupyterHub.authenticator_class = "dummy"\nc.DummyAuthenticator.password = "hunter2"\n'

t.test("what the site set, in order, without secrets", async t => {
  const loaded = await loadPython(t, text, { argv: ["--show-config", "--ip=::1"] })
  t.equal(
    showConfig(loaded, false),
    `Loaded config files:
  ${join(loaded.cwd, "jupyterhub_config.py")}

DummyAuthenticator
  .password = '<hidden>'
JupyterHub
  .authenticator_class = 'dummy'
  .ip = '::1'
  .port = 9000
Spawner
  .cmd = ['x']
`,
  )
})

t.test("as JSON", async t => {
  const loaded = await loadSite(t, { argv: ["--port=1", "--show-config-json"] })
  t.same(JSON.parse(showConfig(loaded, true)), { JupyterHub: { port: 1 } })
})
