/** A TCP port for a server that is about to start: nobody listens there, and nobody is likely to before the server does. */
import { randomInt } from "node:crypto"
import { readFile } from "node:fs/promises"
import { createServer } from "node:net"

/** A server that loads slowly listens late: until then nobody else is given its port. Milliseconds. */
const keptMs = 120_000
const highest = 65_535
/** Below are the ports of well-known programs. */
const lowest = 20_000
const tries = 50

/** A hint of this process alone: port -> when it was given out. */
const given = new Map<number, number>()

type Range = readonly [number, number]

/** `nowMs` is any clock that runs forward; `within` are the ports to draw from first, ends included. Rejects where `host` is no address of this machine. */
export async function freePort(host: string, nowMs: number, within?: readonly Range[]): Promise<number> {
  for (const [port, at] of given) if (nowMs - at > keptMs) given.delete(port)
  const ranges = within ?? (await calmRanges())
  for (let attempt = 0; attempt < tries; attempt++) {
    const wanted = attempt < tries / 2 ? drawn(ranges) : 0
    if (given.has(wanted)) continue
    const port = await listenOnce(host, wanted)
    if (port === null || given.has(port)) continue
    given.set(port, nowMs)
    return port
  }
  throw new Error(`no free port was found on ${host} in ${tries} attempts`)
}

/** Not those that the system gives to outgoing connections: one of these could take the port between our look and the server's start. */
async function calmRanges(): Promise<readonly Range[]> {
  const text = await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8").catch(() => "")
  const [from = 0, to = 0] = text.trim().split(/\s+/).map(Number)
  if (!(from > 0 && to >= from)) return []
  const ranges: Range[] = [
    [lowest, from - 1],
    [to + 1, highest],
  ]
  return ranges.filter(([first, last]) => first <= last)
}

/** 0, which leaves the choice to the system, when there is nothing to draw from. */
function drawn(ranges: readonly Range[]): number {
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  if (count === 0) return 0
  let index = randomInt(count)
  for (const [first, last] of ranges) {
    if (index <= last - first) return first + index
    index -= last - first + 1
  }
  return 0
}

/** The port that could be listened on, or null when somebody else listens there. */
function listenOnce(host: string, wanted: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (wanted !== 0 && (error.code === "EADDRINUSE" || error.code === "EACCES")) resolve(null)
      else reject(error)
    })
    server.listen(wanted, host, () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port)
        else reject(new Error("the system gave no port"))
      })
    })
  })
}
