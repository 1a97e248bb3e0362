import { readFileSync } from "node:fs"
import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { loadConfig } from "../../hub/config/load.ts"
import { startPiped } from "../../hub/core/exec.ts"
import { loadPython, loadSite, siteFolder } from "../support/site-config.ts"

t.test("the command line goes over the file, the file over the defaults", async t => {
  const { config, command, warnings } = await loadPython(t, "c.JupyterHub.port = 9000\nc.Spawner.args = ['a']", {
    argv: ["--port=9001"],
  })
  t.equal(config.get("JupyterHub.port"), 9001)
  t.same(config.get("Spawner.args"), ["a"])
  t.equal(config.get("Spawner.http_timeout"), 30)
  t.equal(config.isSet("JupyterHub.port"), true)
  t.equal(config.isSet("Spawner.http_timeout"), false)
  t.same(command, { name: "start" })
  t.same(warnings, [])
})

t.test("a class is known to the hub by one name", async t => {
  const { config } = await loadPython(
    t,
    'c.JupyterHub.spawner_class = "batchspawner.SlurmSpawner"\nc.JupyterHub.authenticator_class = "jupyterhub.auth.DummyAuthenticator"',
  )
  t.equal(config.get("JupyterHub.spawner_class"), "slurm")
  t.equal(config.get("JupyterHub.authenticator_class"), "dummy")
  t.equal(config.get("JupyterHub.proxy_class"), "configurable-http-proxy")
})

t.test("the class on the command line decides whose traits c.Spawner sets", async t => {
  const { config, warnings } = await loadPython(t, 'c.Spawner.req_partition = "gpu"', {
    argv: ["--JupyterHub.spawner_class=slurm", "--Spawner.req_nprocs=4"],
  })
  t.same(warnings, [])
  t.equal(config.get("BatchSpawnerBase.req_partition"), "gpu")
  t.equal(config.get("BatchSpawnerBase.req_nprocs"), "4")
  t.equal(config.get("Spawner.start_timeout"), 300)
})

t.test("hooks are references, and Python stays for them alone", async t => {
  const hooks = await loadPython(t, "def greet(spawner): pass\nc.Spawner.pre_spawn_hook = greet")
  t.match(hooks.config.hook("Spawner.pre_spawn_hook"), { repr: "function greet", kind: "function" })
  t.equal(hooks.config.hook("Spawner.post_stop_hook"), null)
  t.ok(hooks.python)
  const plain = await loadPython(t, "c.JupyterHub.port = 9000")
  t.equal(plain.python, null)
})

t.test("an old section name is understood", async t => {
  const { config, warnings } = await loadPython(t, "c.JupyterHubApp.port = 9000")
  t.equal(config.get("JupyterHub.port"), 9000)
  t.match(warnings, [/JupyterHubApp is an old name/])
})

t.test("raw has foreign sections as they stand in the file", async t => {
  const { config } = await loadPython(
    t,
    'c.LDAPAuthenticator.server = "ldap"\nc.LDAPAuthenticator.names.append("x")\nc.Other.map.update({"a": 1})',
  )
  t.same(config.raw.LDAPAuthenticator, { server: "ldap", names: ["x"] })
  t.same(config.raw.Other, { map: { a: 1 } })
})

t.test("a value of a hook is checked like one of the file", async t => {
  const { config } = await loadSite(t)
  t.equal(config.parse("Spawner.mem_limit", "2G"), 2 ** 31)
  t.equal(config.parse("Spawner.mem_limit", null), null)
  t.same(config.parse("Spawner.cmd", "x"), ["x"])
  t.equal(config.parse("Spawner.volumes", "any"), "any")
  t.throws(() => config.parse("Spawner.mem_limit", "lots"), { status: 500, message: /Spawner\.mem_limit must be/ })
})

t.test("sections of classes that are not in use are checked too", async t => {
  await t.rejects(
    loadPython(t, "c.PAMAuthenticator.check_account = 'yes'\nc.JupyterHub.authenticator_class = 'dummy'"),
    {
      constructor: ConfigError,
      message: /c\.PAMAuthenticator\.check_account must be True or False/,
    },
  )
})

t.test("a mistake after hooks were read leaves no Python process behind", async t => {
  const text =
    "import os\nopen('pid', 'w').write(str(os.getpid()))\nc.Spawner.pre_spawn_hook = lambda s: None\nc.JupyterHub.port = 'x'"
  const cwd = siteFolder(t, { "jupyterhub_config.py": text })
  const loading = loadConfig({ argv: [], cwd, env: { PATH: process.env.PATH }, startPiped })
  await t.rejects(loading, { message: /c\.JupyterHub\.port must be an integer/ })
  const pid = Number(readFileSync(`${cwd}/pid`, "utf8"))
  t.throws(() => process.kill(pid, 0), { code: "ESRCH" })
})
