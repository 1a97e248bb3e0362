/** Ports for servers: free, not given twice in a short while, and none that an outgoing connection could take. */
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import t from "tap"
import { freePort } from "../../../spawners/local/free-port.ts"

const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/).map(Number)
const [from = 0, to = 0] = range

t.test("many at once are all different, and none is of the system's own range", async t => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => freePort("127.0.0.1", 0)))
  t.equal(new Set(ports).size, 200)
  t.same(
    ports.filter(port => port < 20_000 || port > 65_535 || (port >= from && port <= to)),
    [],
  )
})

t.test("where somebody listens, no server is sent, and what was given out comes again only later", async t => {
  const port = await freePort("127.0.0.1", 0)
  const server = createServer()
  await new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  const own = [[port, port]] as const
  t.not(await freePort("127.0.0.1", 1e9, own), port, "long after it is taken still")
  await new Promise(resolve => server.close(resolve))
  t.equal(await freePort("127.0.0.1", 2e9, own), port)
  t.not(await freePort("127.0.0.1", 2e9 + 60_000, own), port, "a minute is not enough for a slow server")
  t.equal(await freePort("127.0.0.1", 2e9 + 121_000, own), port)
})

t.test("an address that this machine does not have is told", async t => {
  await t.rejects(freePort("192.0.2.1", 0), { code: "EADDRNOTAVAIL" })
})
