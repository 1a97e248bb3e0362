/** The REST API of configurable-http-proxy, over TCP or a unix socket. */
import { request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import PQueue from "p-queue"
import type { Clock, Log } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import type { OwnConnections } from "../plugin/own-connections.ts"
import type { ProxyTls } from "./proxy-tls.ts"

export interface ChpClient {
  /** Path as the proxy has it (unescaped) -> what was posted, and last_activity. */
  list(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>>
  /** `path` is escaped and begins with a slash. */
  add(path: string, body: Readonly<Record<string, unknown>>): Promise<void>
  remove(path: string): Promise<void>
  /** One try, no waiting: whether the API answers and takes the token. */
  answers(): Promise<boolean>
}

/** Where it is; read for each request, so that it may change while the hub runs. */
interface ChpAddress {
  readonly apiUrl: string
  readonly authToken: string
}

const retryForMs = 30_000
const firstWaitMs = 100
const longestWaitMs = 5000
const requestTimeoutMs = 10_000

export function createChpClient(parts: {
  readonly clock: Clock
  readonly log: Log
  readonly concurrency: number
  readonly tls?: ProxyTls
  readonly connections?: OwnConnections
  address(): ChpAddress
}): ChpClient {
  const queue = new PQueue({ concurrency: parts.concurrency })
  const ask = (method: string, path: string, body?: unknown) => queue.add(() => retrying(parts, method, path, body))
  return {
    async list() {
      const { body } = await ask("GET", "")
      return JSON.parse(body)
    },
    add: async (path, body) => void (await ask("POST", path, body)),
    remove: async path => void (await ask("DELETE", path)),
    answers: async () =>
      (await send(parts, parts.address(), "GET", "", undefined).catch(() => ({ status: 0 }))).status === 200,
  }
}

interface Reply {
  readonly status: number
  readonly body: string
}

/** A proxy that restarts is away for a moment: what it does not take now it gets a little later. */
async function retrying(
  parts: Ways & { readonly clock: Clock; readonly log: Log; address(): ChpAddress },
  method: string,
  path: string,
  body: unknown,
): Promise<Reply> {
  const deadline = parts.clock.monotonic() + retryForMs
  for (let wait = firstWaitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    const address = parts.address()
    const seen = await send(parts, address, method, path, body).catch((cause: NodeJS.ErrnoException) => cause)
    if (!(seen instanceof Error) && seen.status < 500) return accepted(seen, address, method, path)
    const why = seen instanceof Error ? seen.code || seen.message : `it answered ${seen.status}`
    if (parts.clock.monotonic() + wait > deadline) {
      throw new Fault(
        503,
        `The proxy at ${address.apiUrl} does not answer: ${why}. Check that it runs and that ConfigurableHTTPProxy.api_url names it`,
        {
          code: "proxy-away",
          cause: seen instanceof Error ? seen : undefined,
        },
      )
    }
    parts.log.warn(`${method} ${path || "/"} to the proxy failed (${why}), trying again`)
    await parts.clock.sleep(wait)
  }
}

function accepted(reply: Reply, address: ChpAddress, method: string, path: string): Reply {
  if (reply.status < 300) return reply
  // The route is gone, which is what was asked for.
  if (method === "DELETE" && reply.status === 404) return reply
  if (reply.status === 403) {
    throw new Fault(
      500,
      `The proxy at ${address.apiUrl} does not take the hub's token: ConfigurableHTTPProxy.auth_token (or CONFIGPROXY_AUTH_TOKEN) must be the same for both`,
      { code: "proxy-token" },
    )
  }
  throw new Fault(500, `The proxy answered ${reply.status} to ${method} ${path || "/"}: ${reply.body.slice(0, 500)}`)
}

interface Ways {
  readonly tls?: ProxyTls
  readonly connections?: OwnConnections
}

/** Redirects are not followed: node:http never does. */
function send(
  { tls, connections }: Ways,
  address: ChpAddress,
  method: string,
  path: string,
  body: unknown,
): Promise<Reply> {
  const { request, where, secure } = endpoint(address.apiUrl)
  const { agent, localAddress, timeoutMs } = connections ?? {}
  const text = body === undefined ? "" : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...where,
        ...tls?.hub,
        ...(agent ? { agent: agent(secure) } : {}),
        ...(localAddress === undefined ? {} : { localAddress }),
        method,
        path: `${where.prefix}/api/routes${path}`,
        headers: {
          ...connections?.headers,
          authorization: `token ${address.authToken}`,
          ...(text === "" ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
        },
        signal: AbortSignal.timeout(timeoutMs ?? requestTimeoutMs),
      },
      response => {
        const chunks: Buffer[] = []
        response.on("data", chunk => chunks.push(chunk))
        response.on("error", reject)
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      },
    )
    outgoing.on("error", reject)
    outgoing.end(text)
  })
}

function endpoint(apiUrl: string) {
  const socket = socketOf(apiUrl)
  if (socket !== null) return { request: requestHttp, where: { socketPath: socket, prefix: "" }, secure: false }
  const url = new URL(apiUrl)
  const secure = url.protocol === "https:"
  return {
    secure,
    request: secure ? requestHttps : requestHttp,
    where: {
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port || (secure ? 443 : 80),
      prefix: url.pathname.replace(/\/+$/, ""),
    },
  }
}

/** The path in `http+unix://%2Fpath%2Fto%2Fsocket/`, or null for another URL. */
export function socketOf(url: string): string | null {
  const match = /^http\+unix:\/\/([^/]+)/.exec(url)
  return match?.[1] === undefined ? null : decodeURIComponent(match[1])
}
