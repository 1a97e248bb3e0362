/** `npm start` without a configuration: a hub with one password, kept for the next start, gone with one signal. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t, { type Test } from "tap"
import { createClient } from "../support/client.ts"
import { plainNode } from "../support/plain-node.ts"
import { freePorts } from "../support/ports.ts"
import { pythonEnv } from "../support/python.ts"

const [program, ...nodeArgs] = plainNode

const start = fileURLToPath(new URL("../../share/setup/start.mjs", import.meta.url))

interface Started {
  readonly child: ChildProcess
  /** What it printed up to the banner's last line, or all of it when it ended before. */
  readonly text: string
}

async function run(t: Test, data: string, ...args: string[]): Promise<Started> {
  const env = { ...pythonEnv(), CARME_DATA: data, INIT_CWD: "/" }
  const child = spawn(program, [...nodeArgs, start, ...args], { env, stdio: ["ignore", "pipe", "pipe"] })
  t.teardown(() => end(child))
  let text = ""
  await new Promise<void>(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", chunk => {
        text += chunk
        if (/Ctrl-C/.test(text)) resolve()
      })
    }
    child.once("close", () => resolve())
  })
  return { child, text }
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const exit = once(child, "exit")
  child.kill("SIGINT")
  await exit
  return child.exitCode
}

t.test("the first start, the second, and the end", async t => {
  const data = t.testdir()
  const [port, hubPort, apiPort] = await freePorts(3)
  const url = `http://127.0.0.1:${port}/`
  // The settings name ports that were free when they were written; beside other tests they may not stay so.
  const inside = [`--JupyterHub.hub_port=${hubPort}`, `--ConfigurableHTTPProxy.api_url=http://127.0.0.1:${apiPort}`]
  const first = await run(t, data, `--port=${port}`, ...inside)
  const password = /\n {2}password\s+(\S+)/.exec(first.text)?.[1] ?? ""
  t.match(first.text, `runs at  ${url}`)
  t.match(password, /^[a-z3-9]{4}(-[a-z3-9]{4}){6}$/)
  t.equal(readFileSync(join(data, "admin-password"), "utf8").trim(), password)
  for (const file of ["admin-password", "jupyterhub_config.py", "jupyterhub_cookie_secret", "hub.log"]) {
    t.equal(statSync(join(data, file)).mode & 0o077, 0, `${file} is its owner's alone`)
  }
  t.equal((await createClient(url).login("admin", "")).status, 403)
  t.equal((await createClient(url).login("ada", password)).status, 403, "nobody but the admin")
  const client = createClient(url)
  t.equal((await client.login("admin", password)).status, 302)
  t.equal((await client.api("GET", "/user")).json().admin, true)

  const taken = await run(t, data, `--port=${port}`)
  t.equal(taken.child.exitCode, 1)
  t.match(taken.text, new RegExp(`Port ${port} of 127.0.0.1 is taken`))

  t.equal(await end(first.child), 0)
  await t.rejects(client.ask("/hub/login"), { code: "ECONNREFUSED" }, "the proxy has gone too")

  const second = await run(t, data, `--port=${port}`, ...inside)
  t.notMatch(second.text, password, "printed once only")
  t.match(second.text, `in ${join(data, "admin-password")}`)
  t.equal((await client.api("GET", "/user")).json().name, "admin", "still logged in")
  t.equal((await createClient(url).login("admin", password)).status, 302)
  t.equal(await end(second.child), 0)
})

t.test("a port that somebody else has", async t => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === "object" ? address?.port : 0
  const { child, text } = await run(t, t.testdir(), "--port", String(port))
  t.equal(child.exitCode, 1)
  t.match(text, `npm start -- --port=${Number(port) + 1}`)
})

t.test("a site's own configuration and flags go to the hub as they are", async t => {
  const data = t.testdir({ "site.py": "c.JupyterHub.base_url = '/site/'\n" })
  const env = { ...pythonEnv(), CARME_DATA: join(data, "data"), INIT_CWD: data }
  const show = (...args: string[]) =>
    spawnSync(program, [...nodeArgs, start, ...args, "--show-config-json"], { env, encoding: "utf8" })
  t.match(show("-f", "site.py", "--JupyterHub.port=9123").stdout, /"base_url": "\/site\/"[\s\S]*"port": 9123/)
  t.match(show().stdout, /"authenticator_class": "shared-password"/, "without one, the data folder's")
  const missing = spawnSync(program, [...nodeArgs, start, "-f", "none.py"], { env, encoding: "utf8" })
  t.equal(missing.status, 1)
  t.match(missing.stderr, /none\.py/)
})
