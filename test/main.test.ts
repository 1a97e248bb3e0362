import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import t, { type Test } from "tap"
import { exec } from "../hub/core/exec.ts"
import { siteFolder } from "./support/site-config.ts"

if (!existsSync(new URL("../dist/hub/main.js", import.meta.url)))
  throw new Error("dist/ is missing: run `npm run build` first")
const main = fileURLToPath(new URL("../dist/hub/main.js", import.meta.url))

/** The command line as a person calls it: the built hub. */
async function hub(t: Test, argv: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const cwd = siteFolder(t, files)
  const env = { PATH: process.env.PATH ?? "", HOME: cwd }
  return { cwd, ...(await exec([process.execPath, main, ...argv], { cwd, env })) }
}

t.test("says its version, and JupyterHub's", async t => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  const { code, stdout } = await hub(t, ["--version"])
  t.equal(stdout, `${version} (JupyterHub 6.1.1)\n`)
  t.equal(code, 0)
})

t.test("helps", async t => {
  const { code, stdout } = await hub(t, ["--help"])
  t.match(stdout, /carme-hub token \[user\]/)
  t.equal(code, 0)
})

t.test("shows the configuration", async t => {
  const { code, stdout } = await hub(t, ["-f", "x.py", "--show-config-json", "--port=9"], {
    "x.py": "c.JupyterHub.ip = '::'\nprint('noise')",
  })
  t.same(JSON.parse(stdout), { JupyterHub: { config_file: "x.py", ip: "::", port: 9 } })
  t.equal(code, 0)
})

t.test("writes a configuration file", async t => {
  const { code, stdout, cwd } = await hub(t, ["--generate-config", "-f", "site.py"])
  t.match(stdout, "Writing default config to:")
  t.match(readFileSync(`${cwd}/site.py`, "utf8"), "# c.JupyterHub.port = 8000")
  t.equal(code, 0)
})

t.test("says what of a configuration carries over; the exit code says whether all does", async t => {
  const files = { "x.py": "\nc.JupyterHub.port = 9\n", "y.py": "c.JupyterHub.db_url = 'oracle://x'\n" }
  const good = await hub(t, ["import", "x.py"], files)
  t.match(good.stdout, "x.py:2: c.JupyterHub.port = 9\n    carries over\n")
  t.equal(good.code, 0)
  const bad = await hub(t, ["import", "y.py", "--json"], files)
  t.match(JSON.parse(bad.stdout), { settings: [{ verdict: "lost", reason: /oracle/ }], summary: { lost: 1 } })
  t.equal(bad.code, 1)
})

t.test("mistakes end with exit code 1 and one message, without a stack of ours", async t => {
  const mistakes: [string[], Record<string, string>, RegExp][] = [
    [["stray"], {}, /^carme-hub: Unrecognized command-line arguments: stray/],
    [["-f", "none.py"], {}, /^carme-hub: The configuration file none\.py does not exist/],
    [
      ["-f", "x.py"],
      { "x.py": "c.JupyterHub.port = 'x'" },
      /^carme-hub: c\.JupyterHub\.port must be an integer, got "x" \(in x\.py, line 1\)$/m,
    ],
    [["-f", "x.py"], { "x.py": "\n1 / 0" }, /^carme-hub: x\.py, line 2: ZeroDivisionError/],
    [["--JupyterHub.spawner_class=kubespawner.KubeSpawner"], {}, /which carme-hub does not have/],
    [["--JupyterHub.authenticator_class=nobody"], {}, /which carme-hub does not have/],
  ]
  for (const [argv, files, message] of mistakes) {
    const { code, stdout, stderr } = await hub(t, argv, files)
    t.equal(code, 1, argv.join(" "))
    t.match(stderr, message)
    t.notMatch(stderr, /at .*\.ts:\d+/)
    t.equal(stdout, "")
  }
})
