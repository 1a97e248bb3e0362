/** One service that the hub runs, with real processes. */
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import t, { type Test } from "tap"
import type { Core } from "../../../hub/core/core.ts"
import { exec } from "../../../hub/core/exec.ts"
import { processes } from "../../../hub/core/processes.ts"
import { startManagedService } from "../../../hub/core/services/managed-service.ts"
import { parseServiceSpec } from "../../../hub/core/services/service-spec.ts"
import { findServiceByName } from "../../../hub/db/services.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { tinyServer } from "../../support/hub-place.ts"
import { freePort } from "../../support/ports.ts"
import { shortFolder } from "../../support/short-folder.ts"

/** Writes what it is told into `seen`, one line a start, and stays. */
const program = `const fs = require("fs")
const { JUPYTERHUB_SERVICE_NAME: name, JUPYTERHUB_API_TOKEN: token, SAID: said } = process.env
const line = { pid: process.pid, name, token, said, cwd: process.cwd() }
fs.appendFileSync(process.argv[2], JSON.stringify(line) + "\\n")
setInterval(() => {}, 1000)
`

async function place(
  t: Test,
  fields: Readonly<Record<string, unknown>> | ((seen: string) => Readonly<Record<string, unknown>>),
  clock?: Core["clock"],
) {
  const folder = shortFolder(t)
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, "service.cjs"), program)
  writeFileSync(join(folder, "seen"), "")
  chmodSync(join(folder, "seen"), 0o666)
  const entry = {
    name: "robot",
    command: [process.execPath, join(folder, "service.cjs"), join(folder, "seen")],
    ...(typeof fields === "function" ? fields(join(folder, "seen")) : fields),
  }
  const { core, log } = await bareCore(t, {
    traits: { "JupyterHub.services": [entry] },
    ...(clock ? { clock } : {}),
  })
  const start = async () => {
    const service = await startManagedService(core, parseServiceSpec(entry), "token-of-the-robot")
    t.teardown(() => service.stop())
    return service
  }
  const seen = () =>
    readFileSync(join(folder, "seen"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map(line => JSON.parse(line))
  const pid = async () => (await findServiceByName(core.db, "robot"))?.pid ?? null
  return { core, log, start, seen, pid }
}

/** Looks again at each turn of the event loop; the runner's own limit ends a wait in vain. */
async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

t.test("it is started as it is described, and ends when it is stopped", async t => {
  const { start, seen, pid, core } = await place(t, { cwd: "/", environment: { SAID: "hello" } })
  const service = await start()
  const [line] = await until(() => (seen().length > 0 ? seen() : null))
  t.match(line, { name: "robot", token: "token-of-the-robot", said: "hello", cwd: "/" })
  t.equal(await pid(), line.pid)
  await service.stop()
  t.notOk(core.spawnerContext.processes.alive(line.pid))
  t.equal(await pid(), null)
})

t.test("one that ends is started again, later each time, and from the beginning once it ran for a while", async t => {
  const clock = manualClock()
  const { start, seen, pid, log } = await place(t, {}, clock)
  const service = await start()
  const die = async (count: number) => {
    const line = await until(() => seen()[count - 1])
    processes.signal(line.pid, "SIGKILL")
    await until(() => log().split("ended with a signal").length > count)
    await until(async () => clock.sleepers > 0)
    t.equal(await pid(), null)
  }
  for (const [count, seconds] of [1, 2, 4].entries()) {
    await die(count + 1)
    t.match(log(), new RegExp(`ended with a signal; it is started again in ${seconds} seconds`))
    await clock.advance(seconds * 1000 - 1)
    t.equal(seen().length, count + 1)
    await clock.advance(1)
  }
  await until(() => seen()[3])
  await clock.advance(60_000)
  await die(4)
  t.equal(log().split("again in 1 seconds").length, 3)
  await service.stop()
  t.equal(seen().length, 4, "a stop ends the waiting too")
})

t.test("it runs as its account, with the groups of that account", { skip: process.getuid?.() !== 0 }, async t => {
  const script = `printf '{"uid":%s,"groups":"%s","home":"%s"}\\n' "$(id -u)" "$(id -G)" "$HOME" >> "$0"; exec sleep 1000`
  const { start, seen } = await place(t, file => ({ user: "nobody", command: ["/bin/sh", "-c", script, file] }))
  await start()
  const [line] = await until(() => (seen().length > 0 ? seen() : null))
  const { stdout } = await exec(["id", "-u", "nobody"])
  t.equal(line.uid, Number(stdout))
  t.notMatch(line.groups, /\b0\b/)
  t.equal(line.home, (await exec(["getent", "passwd", "nobody"])).stdout.split(":")[5])
})

t.test("one that cannot be started says why", async t => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ command: ["/no/such/program"] }, /service robot cannot be started: .*no such program/],
    [{ user: "no-such-account" }, /there is no account no-such-account/],
    [{ user: "-x" }, /there is no account -x/],
  ]
  for (const [fields, message] of cases) await t.rejects((await place(t, fields)).start(), { message })
})

t.test("nor one whose account may not run it", { skip: process.getuid?.() !== 0 }, async t => {
  const command = [join(shortFolder(t), "mine")]
  writeFileSync(command[0] ?? "", "#!/bin/sh\n", { mode: 0o700 })
  await t.rejects((await place(t, { user: "nobody", command })).start(), { message: /nobody may not run/ })
  const missing = { user: "nobody", command: ["no-such-program"] }
  await t.rejects((await place(t, missing)).start(), { message: /there is no program no-such-program/ })
})

t.test("one with a URL is there when it answers", async t => {
  const url = `http://127.0.0.1:${await freePort()}/`
  const { start } = await place(t, { url, command: tinyServer })
  await start()
  t.equal((await fetch(`${url}services/robot/`, { redirect: "manual" })).status, 302)
})

t.test("one that ends before it answers, or never does", async t => {
  const url = `http://127.0.0.1:${await freePort()}`
  const ends = await place(t, { url, command: [process.execPath, "-e", "process.exit(3)"] })
  await t.rejects(ends.start(), { message: /does not come up at .*it ended with exit status 3/ })
  const never = await place(t, { url, timeout: 0 })
  await t.rejects(never.start(), { message: /nothing listens there yet/ })
  t.equal(await never.pid(), null)
  for (const { pid } of never.seen()) t.notOk(processes.alive(pid), "nothing is left of it")
})

t.test("a database that is away is no reason to lose sight of a process", async t => {
  const { start, seen, core, log } = await place(t, {})
  const q = () => {
    throw new Error("away")
  }
  Object.assign(core, { db: { ...core.db, q } })
  const service = await start()
  const [line] = await until(() => (seen().length > 0 ? seen() : null))
  await service.stop()
  t.notOk(processes.alive(line.pid))
  t.match(log(), /process of the service robot could not be written down/)
})
