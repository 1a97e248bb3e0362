/**
 * One connection to a server that stays open between two looks: as long as it does, the process that accepted it lives,
 * and nobody else has its port. That costs one small request; who answers on a new connection has to prove itself.
 */
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http"
import { Agent as HttpsAgent, request as requestHttps } from "node:https"
import type { Socket } from "node:net"
import type { Core } from "../core.ts"

/** `isSuspect`: the last connection was ended by the other side, so that somebody else may have the port by now. */
export type Heard =
  /** `isKnown` where it came on the connection that was trusted. */
  | { readonly kind: "answer"; readonly isKnown: boolean; readonly isSuspect: boolean }
  /** The connection stands, and no answer has come yet. */
  | { readonly kind: "silent"; readonly isSuspect: boolean }
  | { readonly kind: "error"; readonly code: string; readonly isSuspect: boolean }

export interface HeldConnection {
  /** Waits `patienceMs` at most. A request without an answer stays open, and the next call goes on waiting for it. */
  look(patienceMs: number): Promise<Heard>
  /** Who answered has proved who it is: from now on, an end of the connection tells something. */
  trust(): void
  /** The next look makes a new connection. */
  distrust(): void
  close(): void
}

interface Asking {
  readonly request: ClientRequest
  readonly heard: Promise<Heard>
}

/** What a program may send as its answer at most; a connection with more is not held. */
const longestAnswer = 65_536

/** `ended` is called when the other side has ended a connection that was trusted. `everyMs` is the time between two looks. */
export function holdConnection(
  { tls, connections, clock }: Pick<Core, "tls" | "connections" | "clock">,
  url: string,
  everyMs: number,
  ended: () => void,
): HeldConnection {
  const secure = url.startsWith("https:")
  const own = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 })
  // Where the site limits the hub's own connections, none is held.
  const agent = connections?.agent?.(secure) ?? own
  let asking: Asking | null = null
  /** Of the last answer, where the server leaves it open. */
  let last: Socket | null = null
  let trusted: Socket | null = null
  let isBroken = false
  let isClosed = false
  const accepted = new WeakSet<Socket>()

  function ask(): Asking {
    const request = (secure ? requestHttps : requestHttp)(url, {
      headers: { ...connections?.headers },
      agent,
      ...(connections?.localAddress === undefined ? {} : { localAddress: connections.localAddress }),
      ...(secure && tls ? tls.hub : {}),
    })
    const heard = new Promise<Heard>(resolve => {
      request.on("socket", socket => {
        if (!request.reusedSocket) watchEnd(socket)
      })
      request.on("error", error => {
        const { code = "" } = error as NodeJS.ErrnoException
        resolve({ kind: "error", code, isSuspect: isSuspect(request) })
      })
      request.on("response", response => {
        const { socket } = response
        const stays = agent === own && keepsOpen(response, everyMs)
        if (!stays && trusted === socket) trusted = null
        let length = 0
        response.on("data", (chunk: Buffer) => {
          length += chunk.length
          if (length > longestAnswer) response.destroy()
        })
        response.on("error", () => {})
        response.on("close", () => {
          last = stays && response.complete ? socket : null
          resolve({ kind: "answer", isKnown: socket === trusted, isSuspect: isBroken })
        })
      })
    })
    request.end()
    return { request, heard }
  }

  /** What the network does to a connection, such as a node that is cut off, is not its server's end. */
  function watchEnd(socket: Socket): void {
    let code = ""
    if (!socket.connecting) accepted.add(socket)
    socket.on("connect", () => accepted.add(socket))
    socket.on("error", error => {
      code = (error as NodeJS.ErrnoException).code ?? ""
    })
    socket.on("close", () => {
      if (last === socket) last = null
      if (trusted !== socket) return
      trusted = null
      if (!["", "ECONNRESET", "EPIPE"].includes(code)) return
      isBroken = true
      ended()
    })
  }

  function isSuspect({ socket }: ClientRequest): boolean {
    return isBroken && socket !== null && socket !== trusted && accepted.has(socket)
  }

  async function look(patienceMs: number): Promise<Heard> {
    asking ??= ask()
    const { request, heard } = asking
    const enough = new AbortController()
    const silence = clock.sleep(patienceMs, enough.signal).catch(() => {})
    const first = await Promise.race([heard, silence])
    enough.abort()
    if (!first) return { kind: "silent", isSuspect: isSuspect(request) }
    asking = null
    // The end of the old connection says nothing of who is there now.
    return first.kind === "error" && request.reusedSocket && !isClosed ? look(patienceMs) : first
  }

  function distrust(): void {
    trusted = null
    asking?.request.destroy()
    asking = null
    own.destroy()
  }

  return {
    look,
    trust() {
      trusted = last
      isBroken = false
    },
    distrust,
    close() {
      isClosed = true
      distrust()
    },
  }
}

/** Whether the server leaves the connection open until the next look, by its own word. */
function keepsOpen({ headers }: IncomingMessage, everyMs: number): boolean {
  const seconds = /timeout=(\d+)/.exec(String(headers["keep-alive"] ?? ""))?.[1]
  if (seconds !== undefined && Number(seconds) * 1000 <= everyMs) return false
  return headers.connection?.toLowerCase() !== "close"
}
