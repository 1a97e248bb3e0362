/** The file of a unix socket: what a listening program leaves behind, and what keeps the next one from listening. */
import { lstatSync, rmSync } from "node:fs"
import { connect } from "node:net"
import { Refusal } from "./errors.ts"

/** The system's `sun_path`, less the zero at its end. */
const longestPath = 107

/** Makes way for a new socket. Throws a Refusal where one cannot be there, or where somebody listens already. */
export async function makeWay(path: string, setting: string): Promise<void> {
  const bytes = Buffer.byteLength(path)
  if (bytes > longestPath) {
    throw new Refusal(
      400,
      `The path of the socket in ${setting} has ${bytes} bytes, and the system allows ${longestPath}: ${path}. Choose a shorter one`,
    )
  }
  if (await listens(path))
    throw new Refusal(400, `Something already listens on the socket ${path} of ${setting}: end it first`)
  if (!removeSocket(path)) {
    throw new Refusal(
      400,
      `${path}, where ${setting} wants a socket, is a file of another kind: move it, or choose another path`,
    )
  }
}

/** Removes the socket that a program left behind. Whether the path is free now: what is no socket stays. */
export function removeSocket(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return true
  if (!found.isSocket()) return false
  rmSync(path, { force: true })
  return true
}

function listens(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ path })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}
