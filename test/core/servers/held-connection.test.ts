/** What one connection to a server tells of the process behind it. */
import { createServer, type RequestListener, type Server } from "node:http"
import { type AddressInfo, createServer as createPlainServer, type Server as PlainServer } from "node:net"
import t, { type Test } from "tap"
import { holdConnection } from "../../../hub/core/servers/held-connection.ts"
import { manualClock } from "../../support/clock.ts"

/** A server at a port that stays the same, and a connection to it. */
async function scene(t: Test, answer: RequestListener) {
  const clock = manualClock()
  const server = createServer({ keepAliveTimeout: 600_000 }, answer)
  const port = await listening(t, server)
  let end = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  const connection = holdConnection({ clock }, `http://127.0.0.1:${port}/api`, 30_000, end)
  t.teardown(() => connection.close())
  const look = async () => {
    const heard = connection.look(5000)
    const first = await Promise.race([heard, new Promise(resolve => setTimeout(resolve, 300, "waits"))])
    if (first === "waits") await clock.advance(5000)
    return heard
  }
  return { server, port, connection, look, ended }
}

async function listening(t: Test, server: Server | PlainServer, port = 0): Promise<number> {
  await new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve))
  t.teardown(() => shut(server))
  return (server.address() as AddressInfo).port
}

async function shut(server: Server | PlainServer): Promise<void> {
  if (!server.listening) return
  const closed = new Promise(resolve => server.close(resolve))
  if ("closeAllConnections" in server) server.closeAllConnections()
  await closed
}

t.test("who was trusted is known again while the connection stays open", async t => {
  const { server, port, connection, look, ended } = await scene(t, (_, response) => response.end("{}"))
  t.same(await look(), { kind: "answer", isKnown: false, isSuspect: false })
  t.same(await look(), { kind: "answer", isKnown: false, isSuspect: false }, "nobody trusted it")
  connection.trust()
  t.same(await look(), { kind: "answer", isKnown: true, isSuspect: false })
  connection.distrust()
  t.same(await look(), { kind: "answer", isKnown: false, isSuspect: false })
  connection.trust()
  await shut(server)
  await ended
  t.same(await look(), { kind: "error", code: "ECONNREFUSED", isSuspect: false })
  const other = createPlainServer(socket => void socket.on("error", () => {}).resume())
  const sockets: { destroy(): void }[] = []
  other.on("connection", socket => sockets.push(socket))
  await listening(t, other, port)
  t.same(await look(), { kind: "silent", isSuspect: true }, "whoever comes after it and says nothing")
  for (const socket of sockets) socket.destroy()
  t.match(await look(), { kind: "error", isSuspect: true })
})

t.test("one that is busy is waited for by the same request", async t => {
  const waiting: (() => void)[] = []
  let isBusy = false
  const { look, connection } = await scene(t, (_, response) => {
    if (isBusy) waiting.push(() => response.end("{}"))
    else response.end("{}")
  })
  await look()
  connection.trust()
  isBusy = true
  t.same(await look(), { kind: "silent", isSuspect: false })
  t.same(await look(), { kind: "silent", isSuspect: false })
  t.equal(waiting.length, 1)
  waiting[0]?.()
  t.match(await look(), { kind: "answer", isKnown: true })
})

t.test("a server that closes after each answer, by its word, is not suspect for that", async t => {
  for (const headers of [{ connection: "close" }, { connection: "keep-alive", "keep-alive": "timeout=5" }]) {
    const { look, connection } = await scene(t, (_, response) => response.writeHead(200, headers).end("{}"))
    await look()
    connection.trust()
    t.same(await look(), { kind: "answer", isKnown: false, isSuspect: false })
  }
})

t.test("an answer without end is cut off", async t => {
  const { look, connection } = await scene(t, (_, response) => {
    const more = () => void (response.writableEnded || response.destroyed || response.write("x".repeat(50_000), more))
    more()
  })
  t.match(await look(), { kind: "answer" })
  connection.trust()
  t.match(await look(), { kind: "answer", isKnown: false })
})
