// TCP ports of 127.0.0.1: is one free, and which one may be taken.
import { createServer } from "node:net"

export function isFree(port) {
  return new Promise(resolve => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })
}

/** `wanted`, or the next free port after it that is not in `taken`. */
export async function freePort(wanted, taken = []) {
  for (let port = wanted; port < wanted + 200; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new Error(`no free port from ${wanted} to ${wanted + 200}`)
}
