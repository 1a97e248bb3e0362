import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { loadSite } from "../support/site-config.ts"

const py = 'c.JupyterHub.port = 1\nc.Spawner.args = ["py"]\n'
const json = JSON.stringify({ version: 1, JupyterHub: { port: 2 } })

t.test("without -f the file may be missing", async t => {
  const { files, config } = await loadSite(t)
  t.same(files, [])
  t.equal(config.get("JupyterHub.port"), 8000)
})

t.test("-f that is not there ends the start", async t => {
  await t.rejects(loadSite(t, { argv: ["-f", "none.py"] }), {
    constructor: ConfigError,
    message: /none\.py does not exist/,
  })
  await t.rejects(loadSite(t, { argv: ["-f", "none"] }), { message: /none\.py and .*none\.json/ })
  await t.rejects(loadSite(t, { argv: ["-f", "hub.yaml"] }), { message: /must end in \.py or \.json/ })
})

t.test("name.py and name.json are both read, and JSON wins", async t => {
  for (const name of ["site.py", "site.json", "site"]) {
    const loaded = await loadSite(t, { files: { "site.py": py, "site.json": json }, argv: ["-f", name] })
    t.equal(loaded.config.get("JupyterHub.port"), 2)
    t.same(loaded.config.get("Spawner.args"), ["py"])
    t.equal(loaded.files.length, 2)
    t.match(loaded.warnings, [/c\.JupyterHub\.port is set in both site\.py and site\.json: the latter holds/])
  }
})

t.test("a broken JSON file is told by name", async t => {
  const broken: [string, RegExp][] = [
    ["{", /site\.json: .*JSON/],
    ["[]", /must hold one object/],
    ['{"version": 2}', /unknown version 2/],
    ['{"Spawner": 3}', /"Spawner" must be an object/],
  ]
  for (const [text, message] of broken) {
    await t.rejects(loadSite(t, { files: { "site.json": text }, argv: ["-f", "site.json"] }), {
      constructor: ConfigError,
      message,
    })
  }
})

t.test("a wrong value says in which file, and on which line, it stands", async t => {
  const load = (argv: string[]) =>
    loadSite(t, { files: { "site.py": 'c.Spawner.port = "x"', "site.json": '{"Spawner": {"ip": 1}}' }, argv })
  await t.rejects(load(["-f", "site.py", "--Spawner.ip=::"]), { message: /c\.Spawner\.port .*\(in site\.py, line 1\)/ })
  await t.rejects(load(["-f", "site.py", "--Spawner.port=1"]), { message: /c\.Spawner\.ip .*\(in site\.json\)/ })
  await t.rejects(load(["-f", "site.py", "--Spawner.port=y"]), { message: /\(on the command line\)/ })
})
