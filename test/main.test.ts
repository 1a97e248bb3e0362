import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t, { type Test } from "tap"
import { exec } from "../hub/core/exec.ts"
import { processes } from "../hub/core/processes.ts"
import { siteFolder } from "./support/site-config.ts"
import { spawnHub } from "./support/spawned-hub.ts"

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

t.test("is a program by itself, as a service starts it", async t => {
  const { code, stdout } = await exec([main, "--version"], { cwd: "/", env: { PATH: process.env.PATH ?? "" } })
  t.match(stdout, /JupyterHub 6\.1\.1/)
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
    [["--JupyterHub.spawner_class=kubespawner.KubeSpawner"], {}, /KubeSpawner.*The hub does not start/],
    [["--JupyterHub.authenticator_class=nobody"], {}, /nobody.*The hub does not start/],
  ]
  for (const [argv, files, message] of mistakes) {
    const { code, stdout, stderr } = await hub(t, argv, files)
    t.equal(code, 1, argv.join(" "))
    t.match(stderr, message)
    t.notMatch(stderr, /at .*\.ts:\d+/)
    t.equal(stdout, "")
  }
  t.equal((await hub(t, ["--port"])).code, 2, "JupyterHub's exit code for an option without its value")
})

const adminToken = "token-of-the-admin-service"
const asAdmin = {
  services: [{ name: "admin", api_token: adminToken }],
  load_roles: [{ name: "all", scopes: ["admin:users", "admin:servers", "proxy", "shutdown"], services: ["admin"] }],
}

/** A hub as a process, with ada's server running: and what it takes to see whether each of them lives. */
async function running(t: Test, jupyterhub: Readonly<Record<string, unknown>> = {}) {
  const pidFile = join(t.testdir(), "hub.pid")
  const hub = await spawnHub(t, {
    settings: {
      JupyterHub: { ...asAdmin, pid_file: pidFile, ...jupyterhub },
      DummyAuthenticator: { password: "right" },
      CarmeHub: { poll_interval: 0.5 },
    },
  })
  const admin = hub.client(adminToken)
  t.equal((await admin.api("POST", "/users/ada")).status, 201)
  t.equal((await admin.api("POST", "/users/ada/server")).status, 201)
  const { pid } = (await admin.api("GET", "/users/ada")).json().servers[""].state
  const proxyPid = Number(readFileSync(join(hub.folder, "proxy.pid"), "utf8"))
  const lives = () => ({ server: processes.alive(pid), proxy: processes.alive(proxyPid) })
  return { hub, admin, pid, pidFile, lives }
}

t.test("a hub that is stopped stops its servers and its proxy, and says on the way what it is busy with", async t => {
  const { hub, pidFile, lives } = await running(t, { extra_log_file: "/dev/full" })
  t.equal(readFileSync(pidFile, "utf8"), `${hub.pid}\n`)
  t.equal((await hub.client().login("ada", "wrong")).status, 403)
  await hub.client().ask("/hub/login?token=abcdef123456&code=fedcba654321&next=%2Fhub%2Fhome")
  process.kill(hub.pid, "SIGUSR1")
  await hub.logged(/State on SIGUSR1.*uptimeSeconds=/)
  t.equal(await hub.end("SIGTERM"), 0)
  t.same(lives(), { server: false, proxy: false })
  t.notOk(existsSync(pidFile))
  t.match(
    hub.log(),
    /^\[W \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} JupyterHub\S*\] Failed login for 'ada'/m,
    "as log watchers look for it",
  )
  t.equal(
    hub.log().match(/The log file \/dev\/full cannot be written to/g)?.length,
    1,
    "a full disk is no reason to end",
  )
  t.match(hub.log(), /^\[I .* JupyterHub\] JupyterHub is now running at http/m, "as scripts wait for it")
  t.match(hub.log(), /200 GET \/hub\/login\?token=\[secret\]&code=\[secret\]&next=%2Fhub%2Fhome \(@127\.0\.0\.1\) \d/)
  t.notMatch(hub.log(), /abcdef123456|fedcba654321/)
})

t.test("servers and proxy that a stop leaves are taken up again, and a shutdown by API can end both", async t => {
  const { hub, admin, pid, lives } = await running(t, { cleanup_servers: false, cleanup_proxy: false })
  t.equal(await hub.end("SIGINT"), 0)
  t.same(lives(), { server: true, proxy: true })
  t.equal((await hub.client().ask("/user/ada/api")).json().pid, pid, "people go on meanwhile")
  await hub.restart()
  t.match((await admin.api("GET", "/users/ada")).json().servers[""], { ready: true, state: { pid } })
  t.equal((await hub.client().ask("/user/ada/api")).json().pid, pid)
  const ended = hub.ended()
  t.equal((await admin.api("POST", "/shutdown", { servers: true, proxy: true })).status, 202)
  t.equal(await ended, 0)
  t.same(lives(), { server: false, proxy: false })
})

t.test("a hub that can start nothing ends with an exit code that tells so, and with reset_db begins anew", async t => {
  const hub = await spawnHub(t, {
    settings: {
      JupyterHub: { ...asAdmin, reset_db: true },
      Spawner: { cmd: ["/nowhere/server"], consecutive_failure_limit: 2 },
    },
  })
  const admin = hub.client(adminToken)
  await admin.api("POST", "/users", { usernames: ["ada", "bob"] })
  const ended = hub.ended()
  for (const user of ["ada", "bob"]) t.equal((await admin.api("POST", `/users/${user}/server`)).status, 500)
  t.equal(await ended, 1)
  t.match(hub.log(), /Ending the hub, because 2 starts in a row have failed/)
  t.notMatch(hub.log(), /reset_db is set/, "there was nothing to lose")
  await hub.restart()
  t.match(hub.log(), /reset_db is set: deleting 2 users, .* The database as it was is in \S+\.sqlite\.2/)
  t.equal((await admin.api("GET", "/users/ada")).status, 404)
})
