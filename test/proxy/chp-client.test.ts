/** The API client against a proxy that is slow to come, answers 5xx, or refuses. */
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import t, { type Test } from "tap"
import { createLog } from "../../hub/observe/log.ts"
import { Fault } from "../../hub/plugin/errors.ts"
import { createChpClient, socketOf } from "../../hub/proxy/chp-client.ts"

/** Time passes only while the client sleeps. */
function clientOf(apiUrl: string, concurrency = 10) {
  let now = 0
  const slept: number[] = []
  const clock = {
    now: () => new Date(now),
    monotonic: () => now,
    sleep: async (ms: number) => {
      now += ms
      slept.push(ms)
    },
    every: () => () => {},
  }
  const log = createLog("critical", { write() {} })
  return { slept, client: createChpClient({ clock, log, concurrency, address: () => ({ apiUrl, authToken: "t" }) }) }
}

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test("a request carries the token and the body, below the URL's own path", async t => {
  const seen: unknown[] = []
  const url = await serve(t, (request, response) => {
    const chunks: Buffer[] = []
    request.on("data", chunk => chunks.push(chunk))
    request.on("end", () => {
      seen.push([request.method, request.url, request.headers.authorization, Buffer.concat(chunks).toString()])
      response.end("{}")
    })
  })
  const { client } = clientOf(`${url}/prefix/`)
  t.same(await client.list(), {})
  await client.add("/user/a", { target: "x" })
  t.same(seen, [
    ["GET", "/prefix/api/routes", "token t", ""],
    ["POST", "/prefix/api/routes/user/a", "token t", '{"target":"x"}'],
  ])
})

t.test("5xx is tried again until it works", async t => {
  let count = 0
  const url = await serve(t, (_request, response) => {
    count++
    response.writeHead(count < 4 ? 503 : 201).end()
  })
  const { client, slept } = clientOf(url)
  await client.add("/x", {})
  t.same(slept, [100, 200, 400])
})

t.test("after half a minute without an answer it is a Fault 503 that names the URL", async t => {
  const { client, slept } = clientOf("http://127.0.0.1:1")
  const error = await client.list().catch(e => e)
  t.ok(error instanceof Fault)
  t.match(error, { status: 503, message: /127\.0\.0\.1:1 does not answer: ECONNREFUSED/ })
  const total = slept.reduce((a, b) => a + b, 0)
  t.ok(total <= 30_000 && total > 20_000, String(total))
})

t.test("what will not get better is not tried again", async t => {
  const status: Record<string, number> = { GET: 403, POST: 400, DELETE: 404 }
  const url = await serve(t, (request, response) => response.writeHead(status[request.method ?? ""] ?? 200).end("why"))
  const { client, slept } = clientOf(url)
  await t.rejects(client.list(), { message: /does not take the hub's token/ })
  await t.rejects(client.add("/x", {}), { message: /answered 400 to POST \/x: why/ })
  await client.remove("/x")
  t.equal(await client.answers(), false)
  t.same(slept, [])
})

t.test("a redirect is not followed: the token goes to nobody else", async t => {
  let visited = false
  const other = await serve(t, (_request, response) => {
    visited = true
    response.end("{}")
  })
  const url = await serve(t, (_request, response) => response.writeHead(302, { location: other }).end())
  await t.rejects(clientOf(url).client.list(), Fault)
  t.notOk(visited)
})

t.test("no more requests at a time than the setting says", async t => {
  let open = 0
  let most = 0
  const url = await serve(t, (_request, response) => {
    most = Math.max(most, ++open)
    setImmediate(() => {
      open--
      response.end()
    })
  })
  const { client } = clientOf(url, 3)
  await Promise.all(Array.from({ length: 20 }, (_, i) => client.add(`/${i}`, {})))
  t.ok(most <= 3 && most > 1, String(most))
})

t.test("a socket's URL", async t => {
  t.equal(socketOf("http+unix://%2Frun%2Fx.sock/"), "/run/x.sock")
  t.equal(socketOf("http://x"), null)
})
