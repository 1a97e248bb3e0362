import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import t, { type Test } from "tap"
import { proveIdentity } from "../../../hub/core/servers/identity-proof.ts"
import { awaitRun, startServer } from "../../../hub/core/servers/servers.ts"
import { findRun } from "../../../hub/db/runs.ts"
import { simple } from "../../../spawners/local/simple.ts"
import { testCore } from "../../support/core.ts"
import { pythonProgram } from "../../support/python.ts"

const isOver = (run: { state: string }) => run.state === "ready" || run.state === "stopped"
async function started(t: Test, cmd?: readonly string[]) {
  const settings = { CarmeHub: { poll_interval: 0.2 }, ...(cmd ? { Spawner: { cmd, http_timeout: 60 } } : {}) }
  const hub = await testCore(t, { settings, conduct: true, spawner: { ...simple, provesIdentity: true } })
  const user = await hub.user("ada")
  const { id } = await startServer(hub.core, { user, serverName: "", options: {}, by: "ada" })
  t.teardown(async () => {
    const pid = Number((await findRun(hub.core.db, id))?.job.pid)
    if (hub.core.spawnerContext.processes.alive(pid)) process.kill(pid, "SIGKILL")
  })
  return { hub, user, run: await awaitRun(hub.core, id, isOver, 60_000) }
}

t.test("the miniature server", async t => {
  const { hub, user, run } = await started(t)
  t.match(run, { state: "ready" })
  t.equal((await hub.core.db.q("oauth_codes").count({ n: "*" }))[0]?.n, 0, "the code is spent")
  const tokens = await hub.core.db.q("api_tokens").where({ user_id: user.id }).select("id")
  t.same(tokens, [{ id: run.token_id }], "and what it was turned into is revoked")

  for (const [name, answer] of impostors) {
    const port = await listening(t, answer)
    const failure = await proveIdentity(hub.core, run, `http://127.0.0.1:${port}/user/ada/`).catch(error => error)
    t.match(failure, { detail: { code: "identity" } }, name)
  }
  t.equal((await hub.core.db.q("oauth_codes").count({ n: "*" }))[0]?.n, 0, "no code is left for an impostor to keep")
})

t.test("the real server", async t => {
  const { run } = await started(t, [pythonProgram("jupyterhub-singleuser"), "--allow-root"])
  t.match(run, { state: "ready", message: null })
})

const authorize =
  "/hub/api/oauth2/authorize?client_id=jupyterhub-user-ada&state=s&redirect_uri=/user/ada/oauth_callback"

const impostors: readonly [string, (request: IncomingMessage, response: ServerResponse) => void][] = [
  ["lets everybody in", (_request, response) => response.end("welcome")],
  [
    "asks for a login, but holds no token",
    (_request, response) => response.writeHead(302, { location: authorize }).end(),
  ],
  [
    "asks for somebody else's login",
    (_request, response) => response.writeHead(302, { location: authorize.replace("ada", "eve") }).end(),
  ],
  ["sends people away", (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
  ["turns in circles", (_request, response) => response.writeHead(302, { location: "/user/ada/" }).end()],
  ["hangs up", request => request.socket.destroy()],
]

async function listening(
  t: Test,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  return (server.address() as AddressInfo).port
}
