/** Stands before an HTTP service, hands everything on, and counts it. */
import { request as ask, createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Test } from "tap"

export interface Relayed {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Of the answer's body. */
  readonly bytes: number
}

export interface Relay {
  readonly url: string
  /** What was answered since the last call of this. */
  taken(): readonly Relayed[]
  /** Resolves when `count` answers to such a path have come from now on. */
  until(path: RegExp, count: number): Promise<void>
}

export async function countingRelay(t: Test, target: string): Promise<Relay> {
  let seen: Relayed[] = []
  const waiting = new Set<(call: Relayed) => void>()
  const server = createServer((incoming, outgoing) => {
    const { method = "", url: path = "", headers } = incoming
    const forward = ask(target + path, { method, headers }, answer => {
      let bytes = 0
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on("end", () => {
        const call = { method, path, status: answer.statusCode ?? 0, bytes }
        seen.push(call)
        for (const tell of waiting) tell(call)
      })
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forward.on("error", () => outgoing.destroy())
    incoming.pipe(forward)
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const all = seen
      seen = []
      return all
    },
    until: (path, count) =>
      new Promise(resolve => {
        let left = count
        const tell = (call: Relayed) => {
          if (!path.test(call.path) || --left > 0) return
          waiting.delete(tell)
          resolve()
        }
        waiting.add(tell)
      }),
  }
}
