import { chmodSync, mkdirSync, readdirSync, symlinkSync } from "node:fs"
import { fileURLToPath } from "node:url"
import t from "tap"
import { ConfigError } from "../../hub/config/config-error.ts"
import { evaluatePythonFile } from "../../hub/config/python-file.ts"
import { changesOf } from "../../hub/config/sections.ts"
import { exec, startPiped } from "../../hub/core/exec.ts"
import type { PyRef } from "../../hub/plugin/context.ts"
import { pythonEnv } from "../support/python.ts"
import { loadPython, siteFolder } from "../support/site-config.ts"

const wild = fileURLToPath(new URL("wild/", import.meta.url))
const traitletsLoad = fileURLToPath(new URL("../support/traitlets_load.py", import.meta.url))
const env = { ...pythonEnv(), HUB_PORT: "8123", DB_PASSWORD: "p", DEBUG: "1", PYTHONDONTWRITEBYTECODE: "1" }

for (const name of readdirSync(wild).filter(file => file.endsWith(".py"))) {
  t.test(`${name}: what traitlets makes of it`, async t => {
    const file = `${wild}${name}`
    const reference = await exec(["python3", traitletsLoad, file], { env, cwd: wild })
    t.equal(reference.code, 0, reference.stderr)
    const { sections, python } = await evaluatePythonFile(file, { cwd: wild, env, startPiped })
    t.teardown(() => python?.close())
    t.same(plain(sections), JSON.parse(reference.stdout))
  })
}

/** As traitlets_load.py writes it. */
function plain(value: unknown): unknown {
  const changes = changesOf(value)
  if (changes !== null) return { lazy: plain(changes) }
  if (Buffer.isBuffer(value)) return { bytes: value.toString("hex") }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null) return value
  if ("__py__" in value && "repr" in value) {
    const [kind = "", name = ""] = String(value.repr).split(" ")
    return { [kind]: name.split(".").at(-1) }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

t.test("a mistake in the file is told by file and line", async t => {
  const mistakes: [string, RegExp][] = [
    [
      "x = 1\nc.JupyterHub.port = y\n",
      /^jupyterhub_config\.py, line 2: NameError: name 'y' is not defined\n\nTraceback/,
    ],
    ["c.JupyterHub.port = (\n", /^jupyterhub_config\.py, line 1: SyntaxError/],
    ["import json\n\njson.loads('{')\n", /^jupyterhub_config\.py, line 3: JSONDecodeError/],
    ["import sys\nsys.exit(3)\n", /line 2: the file called sys\.exit\(3\)/],
    ["c.JupyterHub = 3\n", /line 1: ValueError: c\.JupyterHub is a section/],
    ["load_subconfig('part.py')\n", /^part\.py, line 1: ZeroDivisionError/],
    ["a = []\na.append(a)\nc.Spawner.args = a\n", /a value contains itself/],
    ["import os\nos._exit(4)\n", /python3 ended with exit code 4/],
  ]
  for (const [text, message] of mistakes) {
    await t.rejects(loadPython(t, text, { files: { "part.py": "1 / 0\n" } }), { constructor: ConfigError, message })
  }
})

t.test("without python3 it is said what is missing", async t => {
  const cwd = siteFolder(t, { "c.py": "" })
  const place = { cwd, env: { PATH: cwd }, startPiped }
  await t.rejects(evaluatePythonFile(`${cwd}/c.py`, place), {
    constructor: ConfigError,
    message: /python3.*Python 3\.9 or later/,
  })
})

t.test("packages that are not installed give their classes' names all the same", async t => {
  const text = `
import batchspawner
from jupyterhub.spawner import SimpleLocalProcessSpawner, SpawnException
c.JupyterHub.spawner_class = SimpleLocalProcessSpawner
`
  // The machine's own Python, which has no JupyterHub.
  const { config, python } = await loadPython(t, text, {
    env: { PATH: "/usr/bin:/bin", CARME_HUB_PYTHON: "/usr/bin/python3" },
  })
  t.equal(config.get("JupyterHub.spawner_class"), "simple")
  t.equal(python, null, "a class is only a name")
})

t.test("functions find the JupyterHub of people's servers where the hub's own Python has none", async t => {
  const own = { PATH: "/usr/bin:/bin" }
  const { stdout } = await exec(["/usr/bin/python3", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"])
  const packages = `env/lib/${stdout.trim()}/site-packages`
  const folder = siteFolder(t, {
    "env/pyvenv.cfg": "home = /usr/bin\n",
    [`${packages}/jupyterhub/__init__.py`]: "",
    [`${packages}/jupyterhub/words.py`]: "form = 'of that JupyterHub'\n",
  })
  mkdirSync(`${folder}/env/bin`)
  symlinkSync("/usr/bin/python3", `${folder}/env/bin/python3`)
  const cmd = `c.Spawner.cmd = ["${folder}/env/bin/jupyterhub-singleuser"]\n`
  const inside = "c.Spawner.options_form = lambda spawner: __import__('jupyterhub.words').words.form"
  const atOnce = "import jupyterhub.words\nc.Spawner.options_form = lambda spawner: jupyterhub.words.form"
  const form = async (text: string): Promise<unknown> => {
    const { config, python } = await loadPython(t, cmd + text, { env: own })
    return await python?.call(config.get("Spawner.options_form") as PyRef, [null])
  }
  t.equal(await form(inside), "of that JupyterHub")
  t.equal(await form(atOnce), "of that JupyterHub")
  chmodSync(`${folder}/${packages}/jupyterhub`, 0o777)
  await t.rejects(form(inside), { cause: { message: /No module named/ } }, "others could put code there")
  t.equal(
    await form(`c.JupyterHub.spawner_class = "simple"\n${inside}`),
    "of that JupyterHub",
    "it runs as the hub anyway",
  )
})

t.test("odd values come over whole", async t => {
  const { config } = await loadPython(
    t,
    `
from enum import Enum
from pathlib import Path
from decimal import Decimal
class Mode(str, Enum):
    lab = "/lab"
c.Spawner.default_url = Mode.lab
c.JupyterHub.logo_file = Path("/srv") / "logo.png"
c.Spawner.cpu_limit = Decimal("1.5")
c.JupyterHub.implicit_spawn_seconds = float("inf")
c.Foreign.value = {1: {"é"}, "b": b"\\x00\\xff", "nan": float("nan")}
`,
  )
  t.equal(config.get("Spawner.default_url"), "/lab")
  t.equal(config.get("JupyterHub.logo_file"), "/srv/logo.png")
  t.equal(config.get("Spawner.cpu_limit"), 1.5)
  t.equal(config.get("JupyterHub.implicit_spawn_seconds"), Number.POSITIVE_INFINITY)
  t.same(config.raw.Foreign, { value: { 1: ["é"], b: Buffer.from([0, 255]), nan: Number.NaN } })
})

t.test("where each trait was set last: in loops, by changes to a default, in files that were loaded", async t => {
  const cwd = siteFolder(t, {
    "site.py": `
c.JupyterHub.port = 1
for name in ("cmd", "ip"):
    setattr(c.Spawner, name, "x")
c.Spawner.args.append("a")
c.Spawner.environment.update(
    {"A": "1"},
)
load_subconfig("part.py")
c.PAMAuthenticator = {"service": "x"}
exec("c.Spawner.debug = True")
`,
    "part.py": "\n\nc.JupyterHub.port = 2\nc.Spawner.args.extend(['b'])\n",
  })
  const { places } = await evaluatePythonFile(`${cwd}/site.py`, { cwd, env, startPiped })
  const [site, part] = [`${cwd}/site.py`, `${cwd}/part.py`]
  t.same(places, {
    "JupyterHub.port": [part, 3],
    "Spawner.cmd": [site, 4],
    "Spawner.ip": [site, 4],
    "Spawner.args": [part, 4],
    "Spawner.environment": [site, 6],
    "PAMAuthenticator.service": [site, 10],
    "Spawner.debug": [site, 11],
  })
})
