/** A server that ends inside its job: who takes its port gets no visitors; a server that is paused keeps its route. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { connect } from "node:net"
import t from "tap"
import { createIdentityWatch } from "../../../hub/core/servers/identity-watch.ts"
import { awaitRun, startServer } from "../../../hub/core/servers/servers.ts"
import { appendRunEvent } from "../../../hub/db/run-events.ts"
import { findRun, listLiveRuns } from "../../../hub/db/runs.ts"
import type { Spawner } from "../../../hub/plugin/spawner.ts"
import { simple } from "../../../spawners/local/simple.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"

/** Its job goes on when its server has ended. */
const longJob: Spawner = {
  ...simple,
  provesIdentity: true,
  async poll(runs, context) {
    const seen = await simple.poll(runs, context)
    return new Map([...seen].map(([id, status]) => [id, status.status === "gone" ? { status: "running" } : status]))
  },
}

t.test("the looks, one after the other", async t => {
  const settings = { CarmeHub: { poll_interval: 0.2, verify_interval: 0 }, Authenticator: { allow_all: true } }
  const hub = await testCore(t, { settings, conduct: true, spawner: longJob })
  const user = await hub.user("ada")
  const client = await hub.as(user)
  const { id } = await startServer(hub.core, { user, serverName: "", options: {}, by: "ada" })
  const isOver = (run: { state: string }) => run.state === "ready" || run.state === "stopped"
  const ready = await awaitRun(hub.core, id, isOver, 60_000)
  t.match(ready, { state: "ready" })
  const port = ready.port ?? 0
  let pid = Number(ready.job.pid)
  const env = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .filter(Boolean)
      .map(pair => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  )
  const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean)
  const children: ChildProcess[] = []
  t.teardown(() => {
    for (const child of children) child.kill("SIGKILL")
    if (hub.core.spawnerContext.processes.alive(pid)) process.kill(pid, "SIGKILL")
  })

  const clock = manualClock(new Date())
  const get = hub.core.config.get.bind(hub.core.config) as (name: string) => unknown
  const config = {
    ...hub.core.config,
    get: (name: string) => (name === "CarmeHub.verify_interval" ? 30 : get(name)),
  } as typeof hub.core.config
  const watch = createIdentityWatch({ ...hub.core, config, clock }, () => 0)
  t.teardown(() => watch.stop())
  const proofs = () => (hub.log().match(/oauth2\/token/g) ?? []).length
  const turn = async (afterMs: number, silent = false) => {
    await clock.advance(afterMs)
    const turned = watch.turn(await listLiveRuns(hub.core.db))
    if (silent) await clock.advance(5000)
    await turned
    return findRun(hub.core.db, id)
  }
  const hasRoute = async () => (await hub.core.proxy.listRoutes()).some(route => route.routespec === "/user/ada/")
  const model = async () => (await client.api("GET", "/users/ada")).json().servers[""]

  t.match(await turn(0), { reason: null })
  const proved = proofs()
  await turn(30_000)
  await turn(30_000)
  t.equal(proofs(), proved, "while its connection stays open it need not prove anything again")

  process.kill(pid, "SIGSTOP")
  for (let i = 0; i < 3; i++) t.match(await turn(30_000, true), { reason: null }, "a paused server keeps its route")
  process.kill(pid, "SIGCONT")
  t.match(await turn(30_000), { reason: null })
  t.ok(await hasRoute())

  process.kill(pid, "SIGKILL")
  await untilRefused(port)
  t.match(await turn(30_000), { state: "ready", reason: null }, "once may be chance")
  t.match(await turn(5000), { state: "ready", reason: "nothing listens on its port any more" })
  t.notOk(await hasRoute())
  t.match(await model(), { ready: false, pending: "stop", stopped: false })
  t.match((await client.api("POST", "/users/ada/server")).json(), { message: /pending stop/ })
  const asked = await client.ask("/hub/user/ada/lab", { headers: { accept: "text/html" } })
  t.match(asked.headers.location, "/hub/spawn-pending/ada", "the page says that it is stopping")
  const browser = hub.client()
  await browser.login("ada")
  const home = await browser.ask("/hub/home")
  t.match(home.text, "The server ended: nothing listens on its port any more. Its job goes on until its script ends.")

  const impostor = createServer((_, response) => response.end("welcome")).listen(port, "127.0.0.1")
  await once(impostor, "listening")
  await turn(30_000)
  t.notOk(await hasRoute(), "somebody else is not led to")
  impostor.closeAllConnections()
  await new Promise(resolve => impostor.close(resolve))

  const [command = "", ...words] = argv
  const again = spawn(command, words, { env, stdio: "ignore" })
  children.push(again)
  await untilOpen(port)
  t.match(await turn(30_000), { state: "ready", reason: null }, "it is there again, and holds its token")
  t.ok(await hasRoute())
  t.match(await model(), { ready: true, pending: null })

  again.kill("SIGKILL")
  await untilRefused(port)
  const second = createServer((_, response) => response.end("welcome")).listen(port, "127.0.0.1")
  await once(second, "listening")
  t.teardown(() => second.closeAllConnections())
  t.teardown(() => second.close())
  const at = new Date()
  const event = { run_id: id, at, state: "ready", event: "adopted", progress: 100, message: "", message_html: null }
  await turn(30_000)
  t.match(await turn(5000), { reason: "another program answers on its port" })
  t.notOk(await hasRoute())

  await hub.core.db.q("carme_runs").where({ id }).update({ reason: null })
  await appendRunEvent(hub.core.db, event as Parameters<typeof appendRunEvent>[1])
  const anew = createIdentityWatch({ ...hub.core, config, clock }, () => 0)
  for (let i = 0; i < 3; i++) await anew.turn(await listLiveRuns(hub.core.db)).then(() => clock.advance(30_000))
  await anew.stop()
  t.match(await findRun(hub.core.db, id), { reason: null }, "another hub's server never had to prove itself")
  pid = again.pid ?? pid
})

/** Resolves when nothing listens there. */
async function untilRefused(port: number): Promise<void> {
  while (await isOpen(port)) await new Promise(resolve => setTimeout(resolve, 50))
}

async function untilOpen(port: number): Promise<void> {
  while (!(await isOpen(port))) await new Promise(resolve => setTimeout(resolve, 50))
}

function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false))
    socket.on("connect", () => socket.destroy())
  })
}
