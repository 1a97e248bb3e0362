/** Waiting for an answer: what counts as one, and what is said when there is none. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import t from "tap"
import { systemClock } from "../../../hub/core/clock.ts"
import { probe } from "../../../hub/core/servers/probe.ts"
import { freePort } from "../../support/ports.ts"

t.test("a server that comes up by and by", async t => {
  const answers = [503, 500, 404]
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? "")
    response.writeHead(answers.shift() ?? 200, { "x-jupyterhub-version": "5.2.1" }).end("x")
  })
  const port = await freePort()
  t.teardown(() => server.close())
  const found = probe(systemClock, `http://127.0.0.1:${port}/user/ada/`, 20_000)
  server.listen(port, "127.0.0.1")
  t.same(await found, { version: "5.2.1" }, "anything below 500 is an answer")
  t.same(seen, Array(3).fill("/user/ada/api"))
})

t.test("a server that does not", async t => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  await t.rejects(probe(systemClock, url, 300), {
    message: /did not answer within 0 seconds: nothing listens there yet/,
  })
  const server = createServer((_request, response) => response.writeHead(500).end())
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  const broken = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await t.rejects(probe(systemClock, broken, 300), { message: /it answered with 500/ })
})

t.test("nobody waits any more", async t => {
  const abort = new AbortController()
  const waiting = probe(systemClock, `http://127.0.0.1:${await freePort()}/`, 60_000, abort.signal)
  abort.abort(new Error("enough"))
  await t.rejects(waiting, { message: "enough" })
})
