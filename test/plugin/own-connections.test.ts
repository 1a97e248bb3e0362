/** aiohttp's options on real requests of the hub's own. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import t, { type Test } from "tap"
import { systemClock } from "../../hub/core/clock.ts"
import { look } from "../../hub/core/servers/probe.ts"
import { createLog } from "../../hub/observe/log.ts"
import { ownConnections } from "../../hub/plugin/own-connections.ts"
import { createChpClient } from "../../hub/proxy/chp-client.ts"
import { pythonEnv } from "../support/python.ts"
import { loadPython } from "../support/site-config.ts"

/** Holds answers back until `held` of them wait, or the test lets go. */
async function server(t: Test) {
  const waiting: ServerResponse[] = []
  const seen: IncomingMessage[] = []
  const arrivals: (() => void)[] = []
  const http = createServer((request, response) => {
    seen.push(request)
    waiting.push(response)
    for (const arrived of arrivals.splice(0)) arrived()
  })
  await new Promise<void>(resolve => http.listen(0, "127.0.0.1", resolve))
  t.teardown(() => new Promise(resolve => http.close(resolve).closeAllConnections()))
  const next = () => new Promise<void>(resolve => arrivals.push(resolve))
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`, waiting, seen, next }
}

t.test("no more connections than the site wants", async t => {
  for (const connector of [{ limit: 1 }, { limit_per_host: 1 }]) {
    const { url, waiting, next } = await server(t)
    const connections = ownConnections(connector, {})
    const [first, second] = [next(), look(url, undefined, { connections })]
    const third = look(url, undefined, { connections })
    await first
    t.equal(waiting.length, 1)
    const arrives = next()
    waiting.shift()?.end()
    t.match(await second, { version: null })
    await arrives
    t.equal(waiting.length, 1, "the other one waited for its turn")
    waiting.shift()?.end()
    t.match(await third, { version: null })
  }
})

t.test("headers and limits of time go with each request", async t => {
  const { url, seen } = await server(t)
  const connections = ownConnections(
    { local_addr: ["127.0.0.9", 0] },
    { headers: { "X-Site": 7 }, timeout: { total: 0.05 } },
  )
  t.equal(await look(url, undefined, { connections }), "it does not answer")
  t.match(seen[0], { headers: { "x-site": "7" }, socket: { remoteAddress: "127.0.0.9" } })
})

t.test("the proxy's API is asked in the same way", async t => {
  const { url, seen, waiting, next } = await server(t)
  const connections = ownConnections(
    { force_close: true, local_addr: ["127.0.0.9", 0] },
    { headers: { "X-Site": "7" } },
  )
  const log = createLog("critical", { write() {} })
  const address = () => ({ apiUrl: url, authToken: "t" })
  const client = createChpClient({ clock: systemClock, log, concurrency: 1, connections, address })
  const [arrived, listed] = [next(), client.list()]
  await arrived
  waiting[0]?.end("{}")
  t.same(await listed, {})
  t.match(seen[0], { headers: { "x-site": "7", authorization: "token t", connection: "close" } })
})

t.test("aiohttp's own objects, as a configuration has them", async t => {
  const site = `
from aiohttp import ClientTimeout
c.JupyterHubHTTPClient.session_options = {"timeout": ClientTimeout(total=2.5, connect=1)}
c.JupyterHubHTTPClient.connector_options = {"limit": 5, "local_addr": ("127.0.0.9", 0)}
`
  const { config, warnings } = await loadPython(t, site, { env: pythonEnv() })
  const [connector, session] = [
    config.get("JupyterHubHTTPClient.connector_options"),
    config.get("JupyterHubHTTPClient.session_options"),
  ]
  t.match(ownConnections(connector, session), { timeoutMs: 2500, localAddress: "127.0.0.9" })
  t.same(warnings, [])
})

t.test("nothing set changes nothing", async t => {
  t.same(ownConnections({}, {}), { headers: {}, timeoutMs: null })
  t.same(ownConnections({ limit: 0, force_close: false }, { timeout: { total: null } }), {
    headers: {},
    timeoutMs: null,
  })
})
