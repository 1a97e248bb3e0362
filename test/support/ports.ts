/** Free TCP ports on 127.0.0.1, never the same one twice in a process. */
import { createServer } from "node:net"

const given = new Set<number>()

export async function freePort(): Promise<number> {
  const port = await listenOnce()
  if (given.has(port)) return freePort()
  given.add(port)
  return port
}

export async function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort))
}

function listenOnce(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port)
        else reject(new Error("the system gave no port"))
      })
    })
  })
}
