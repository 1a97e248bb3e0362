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

t.test("nothing, where the site set nothing", async t => {
  t.equal(showConfig(await loadSite(t, { argv: ["--show-config"] }), false), "")
})

t.test("as JSON, with the names and values that JupyterHub gives", async t => {
  const loaded = await loadSite(t, { argv: ["--port=1", "--debug", "--show-config-json"] })
  t.same(JSON.parse(showConfig(loaded, true)), { JupyterHub: { log_level: 10, port: 1 } })
  t.match(showConfig(loaded, true), '"log_level": 10,')
  t.equal(loaded.config.get("Application.log_level"), "DEBUG")
})
