/** The local spawners keep the contract, run servers as whom they should, and end them step by step. */
import { mkdirSync, readFileSync, statSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import t, { type Test } from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { Spawner, StartRequest } from "../../../hub/plugin/spawner.ts"
import { localprocess } from "../../../spawners/local/localprocess.ts"
import { serverLogTail } from "../../../spawners/local/server-log.ts"
import { simple } from "../../../spawners/local/simple.ts"
import { spawnerContract } from "../../contract/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

const forever = [process.execPath, "-e", "setInterval(() => {}, 1000); console.log('up')"]
/** Ends neither on INT nor on TERM. */
const stubborn = [
  process.execPath,
  "-e",
  "for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => console.log(s)); setInterval(() => {}, 1000); console.log('up')",
]
let lastId = 0

async function scene(t: Test, traits: Readonly<Record<string, unknown>> = {}, parts = {}) {
  const home = t.testdir({})
  const { core } = await bareCore(t, {
    traits: { "SimpleLocalProcessSpawner.home_dir_template": join(home, "{username}"), ...traits },
    ...parts,
  })
  return { context: core.spawnerContext, home }
}

function request(t: Test, context: PluginContext, cmd: readonly string[] = forever, user = "ada"): StartRequest {
  const id = `carme-test-${process.pid}-${++lastId}`
  t.teardown(async () => {
    const found = await simple.find([{ ...made, state: {} }], context)
    for (const { pid } of found.values()) process.kill(Number(pid), "SIGKILL")
  })
  const made: StartRequest = {
    id,
    user: { id: 1, name: user, admin: false, groups: [], roles: [] },
    serverName: id,
    userOptions: {},
    demand: simple.parse({}, { queues: [], containers: [], limits: noLimits }, context).demand,
    queue: null,
    container: null,
    state: {},
    env: { JUPYTERHUB_SERVICE_URL: "http://127.0.0.1:0/user/ada/", SECRET: "s" },
    cmd,
    overrides: {},
  }
  return made
}

const pause = () => new Promise<void>(resolve => setTimeout(resolve, 20))

async function ends(spawner: Spawner, run: StartRequest, context: PluginContext): Promise<void> {
  while ((await spawner.poll([run], context)).get(run.id)?.status !== "gone") await pause()
}

async function logs(run: StartRequest, text: string): Promise<void> {
  while (!(await serverLogTail(run))?.includes(text)) await pause()
}

t.test("the contract", async t => {
  const { context } = await scene(t)
  await spawnerContract(t, {
    spawner: simple,
    context,
    offer: { queues: [], containers: [], limits: noLimits },
    request: () => request(t, context),
    badOptions: [],
    pause,
    patience: 500,
  })
})

t.test("what a server finds", async t => {
  const { context, home } = await scene(t, { "Spawner.env_keep": [] })
  const made = request(t, context)
  const { state, address } = await simple.start(made, context)
  const [env] = [readFileSync(`/proc/${state.pid}/environ`, "utf8").split("\0")]
  for (const pair of [
    `CARME_RUN_ID=${made.id}`,
    "USER=ada",
    `HOME=${home}/ada`,
    "SHELL=/bin/bash",
    `PATH=${process.env.PATH}`,
    `JUPYTERHUB_SERVICE_URL=http://127.0.0.1:${address?.port}/user/ada/`,
  ]) {
    t.ok(env.includes(pair), pair)
  }
  t.ok(statSync(join(home, "ada")).isDirectory())
  await logs(made, "up")
  t.equal(statSync(`/proc/${state.pid}/cwd`).ino, statSync(join(home, "ada")).ino)
  t.match(
    await simple.poll([{ ...made, state: { pid: state.pid ?? 0 } }], context),
    new Map([[made.id, { status: "running" }]]),
    "a state that JupyterHub left",
  )
  const stolen = { ...made, state: { pid: process.pid, _start_ticks: 1 } }
  t.match((await simple.poll([stolen], context)).get(made.id), { status: "gone" }, "a pid that is somebody else's now")
})

t.test("a server that does not want to end", async t => {
  const clock = manualClock()
  const { context } = await scene(t, {}, { clock })
  const made = request(t, context, stubborn)
  const run = { ...made, ...(await simple.start(made, context)) }
  await logs(run, "up")
  await simple.stop(run, context)
  await logs(run, "SIGINT")
  await clock.advance(29_000)
  await simple.stop(run, context)
  await clock.advance(1000)
  await simple.stop(run, context)
  await logs(run, "SIGTERM")
  t.equal((await serverLogTail(run))?.match(/SIGINT/g)?.length, 1, "asked once")
  await clock.advance(30_000)
  await simple.stop(run, context)
  await ends(simple, run, context)
})

t.test("a shell that the site sets", async t => {
  const { context } = await scene(t, { "LocalProcessSpawner.shell_cmd": ["bash", "-c"] })
  const made = request(t, context, ["echo", "it's $HOME", "a b; exit 3"])
  const run = { ...made, ...(await simple.start(made, context)) }
  await ends(simple, run, context)
  t.equal(await simple.log?.(run, context), "it's $HOME a b; exit 3", "words stay words")
})

t.test("a port that another program took meanwhile is named as the reason", async t => {
  const { context } = await scene(t)
  const listens = [
    process.execPath,
    "-e",
    "require('net').createServer().listen(Number(new URL(process.env.JUPYTERHUB_SERVICE_URL).port), '127.0.0.1')",
  ]
  const first = request(t, context, listens)
  const { state } = await simple.start(first, context)
  while (!(await listening(Number(state._port)))) await pause()
  const { context: fixed } = await scene(t, { "Spawner.port": state._port })
  const second = request(t, fixed, listens)
  const run = { ...second, ...(await simple.start(second, fixed)) }
  await ends(simple, run, fixed)
  t.match((await simple.poll([run], fixed)).get(run.id), {
    status: "gone",
    reason: `another program took port ${state._port} before the server could listen there; start it again, and it gets another port`,
  })
})

function listening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false))
    socket.once("connect", () => socket.destroy())
  })
}

t.test("an address that this machine does not have", async t => {
  const { context } = await scene(t, { "Spawner.ip": "192.0.2.1" })
  const refused = await simple.start(request(t, context), context).catch(error => error)
  t.match(refused, { status: 500, message: /No port can be had on 192\.0\.2\.1: .*Spawner\.ip/ })
})

t.test("names that are no folders", async t => {
  const { context } = await scene(t)
  for (const name of ["..", ".", "a/b", "../../etc"]) {
    const refused = await simple.check?.(request(t, context, forever, name), context).catch(error => error)
    t.match(refused, { status: 400 }, name)
  }
})

t.test("a home that somebody else made first", { skip: process.getuid?.() !== 0 ? "needs root" : false }, async t => {
  const { context, home } = await scene(t)
  const { chmodSync, chownSync } = await import("node:fs")
  chmodSync(home, 0o1777)
  mkdirSync(join(home, "ada"))
  chownSync(join(home, "ada"), 65534, 65534)
  const refused = await simple.start(request(t, context), context).catch(error => error)
  t.match(refused, { status: 403, message: /belongs to another account/ })
})

t.test("as the user's own account", { skip: process.getuid?.() !== 0 ? "needs root" : false }, async t => {
  const { context: plain } = await scene(t)
  // An account that this machine's database need not have.
  const known: Readonly<Record<string, string>> = {
    getent: "runner:x:60123:60123::/nonexistent:/bin/sh\n",
    id: "60123\n",
  }
  const exec: typeof plain.exec = async (argv, options) => {
    const stdout = known[argv[0] ?? ""]
    if (stdout === undefined || argv.at(-1) !== "runner") return plain.exec(argv, options)
    return { code: 0, signal: null, timedOut: false, stdout, stderr: "" }
  }
  const context = { ...plain, exec }
  const made = request(t, context, forever, "runner")
  await localprocess.check?.(made, context)
  const run = { ...made, ...(await localprocess.start(made, context)) }
  await logs(run, "up")
  const status = readFileSync(`/proc/${run.state.pid}/status`, "utf8")
  t.match(status, /^Uid:\s+60123\s+60123\s+60123\s+60123$/m)
  t.match(status, /^Groups:\s*60123\s*$/m, "and none of the hub's groups")
  const env = readFileSync(`/proc/${run.state.pid}/environ`, "utf8").split("\0")
  t.ok(env.includes("USER=runner") && env.includes("HOME=/nonexistent"))
  await localprocess.stop(run, context)
  await ends(localprocess, run, context)
})

t.test("accounts that nobody gets a server as", async t => {
  const { context } = await scene(t)
  const codes: Readonly<Record<string, string>> = {
    root: "system-account",
    daemon: "system-account",
    nobody: "system-account",
    "no-such-user": "no-account",
    "0": "no-account",
    "65534": "no-account",
    "-r": "no-account",
    "a b": "no-account",
    "root:x": "no-account",
  }
  for (const [name, code] of Object.entries(codes)) {
    const refused = await localprocess.check?.(request(t, context, forever, name), context).catch(error => error)
    t.match(refused, { status: 403, detail: { code } }, name)
  }
})

t.test("as Popen would start it, with the site's arguments", async t => {
  const script = 'umask; echo "$0 $1 $SECRET"; exec sleep 1000'
  const traits = { "LocalProcessSpawner.popen_kwargs": { shell: true, umask: 0o027, cwd: "/tmp" } }
  const { context, home } = await scene(t, traits)
  const made = request(t, context, [script, "first", "$(second)"])
  const { state } = await simple.start(made, context)
  await logs(made, "0027\nfirst $(second) s")
  t.equal(
    statSync(`/proc/${state.pid}/cwd`).ino,
    statSync(join(home, "ada")).ino,
    "JupyterHub goes to the home after it",
  )
})
