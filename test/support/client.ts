/** An HTTP client as a browser without scripts: a cookie jar, XSRF tokens, forms, and JSON calls by cookie or token. */
import { lookup as dnsLookup } from "node:dns"
import { type IncomingHttpHeaders, request } from "node:http"
import { request as secureRequest } from "node:https"
import type { LookupFunction } from "node:net"
import { type CookieJar, cookieJar } from "./cookies.ts"

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Where it was asked, after redirects. */
  readonly url: string
  /** The body as JSON; throws when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  json(): any
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Follow up to ten redirects, cookies kept; the default is not to. */
  readonly follow?: boolean
  readonly signal?: AbortSignal
}

export interface Client {
  readonly jar: CookieJar
  readonly base: string
  /** `path` may be absolute (`/hub/home`) or a whole URL. */
  ask(path: string, ask?: Ask): Promise<Answer>
  /** A page as a person opens it: redirects are followed. */
  open(path: string): Promise<Answer>
  /** Posts a form, with the XSRF token of the page it belongs to; redirects are not followed. */
  submit(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Answer>
  /** Calls `/hub/api` + path with a JSON body: by token where the client has one, else by cookie with the XSRF header. */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Logs in through the page; returns the answer to the posted form (302 when it worked). */
  login(name: string, password?: string, next?: string): Promise<Answer>
  /** The XSRF token that pages under `path` have. */
  xsrf(path?: string): string | null
  /** The same hub, asked with this API token and no cookies. */
  withToken(token: string): Client
  /** Server-sent events of `path`, each as parsed JSON, until the stream ends. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  events(path: string, signal?: AbortSignal): AsyncIterable<any>
}

/**
 * `base` is the public URL, such as `http://127.0.0.1:8000/` or `http://127.0.0.1:8000/prefix/`; for https, `ca` is the
 * certificate that is trusted.
 */
export function createClient(base: string, token?: string, ca?: string): Client {
  const root = new URL(base.endsWith("/") ? base : `${base}/`)
  const jar = cookieJar()
  const prefix = root.pathname.replace(/\/$/, "")
  const resolve = (path: string) => new URL(path, root)

  const client: Client = {
    jar,
    base: root.href,
    async ask(path, ask = {}) {
      let url = resolve(path)
      let answer = await send(url, ask, jar, token, ca)
      for (let hop = 0; ask.follow && hop < 10 && isRedirect(answer); hop++) {
        url = new URL(answer.headers.location ?? "", url)
        answer = await send(url, { method: "GET", ...(ask.signal ? { signal: ask.signal } : {}) }, jar, token, ca)
      }
      return answer
    },
    open: path => client.ask(path, { follow: true }),
    async submit(path, fields) {
      if (client.xsrf() === null) await client.ask(`${prefix}/hub/login`)
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries({ _xsrf: client.xsrf(path) ?? "", ...fields })) {
        for (const item of typeof value === "string" ? [value] : value) body.append(name, item)
      }
      const headers = { "content-type": "application/x-www-form-urlencoded" }
      return client.ask(path, { method: "POST", headers, body: body.toString() })
    },
    async api(method, path, body, extra = {}) {
      const headers: Record<string, string> = { accept: "application/json", ...extra }
      if (body !== undefined) headers["content-type"] = "application/json"
      const xsrf = client.xsrf()
      if (!token && xsrf !== null) headers["x-xsrftoken"] = xsrf
      const text = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }
      return client.ask(`${prefix}/hub/api${path}`, { method, headers, ...text })
    },
    async login(name, password = "", next) {
      const query = next === undefined ? "" : `?next=${encodeURIComponent(next)}`
      await client.ask(`${prefix}/hub/login${query}`)
      return client.submit(`${prefix}/hub/login${query}`, { username: name, password })
    },
    xsrf: (path = `${prefix}/hub/`) => jar.get(resolve(path), "_xsrf"),
    withToken: other => createClient(base, other, ca),
    events: (path, signal) => readEvents(resolve(path), { jar, token, signal, ca }),
  }
  return client
}

function isRedirect(answer: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(answer.status) && answer.headers.location !== undefined
}

function headersFor(url: URL, ask: Ask, jar: CookieJar, token?: string): Record<string, string> {
  const cookie = jar.header(url)
  return {
    ...(cookie === null ? {} : { cookie }),
    ...(token === undefined ? {} : { authorization: `token ${token}` }),
    ...(ask.body === undefined ? {} : { "content-length": String(Buffer.byteLength(ask.body)) }),
    ...ask.headers,
  }
}

/** Names below localhost are this machine, as for browsers: most machines' resolvers do not know them. */
const lookup: LookupFunction = (name, options, done) => {
  if (!name.endsWith(".localhost")) dnsLookup(name, options, done)
  else if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }])
  else done(null, "127.0.0.1", 4)
}

/** node:http, not fetch: fetch adds Sec-Fetch headers, and those decide XSRF checks. */
function send(url: URL, ask: Ask, jar: CookieJar, token?: string, ca?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = headersFor(url, ask, jar, token)
    const options = { method: ask.method ?? "GET", headers, agent: false as const, lookup, ...(ca ? { ca } : {}) }
    const sent = requester(url)(url, { ...options, ...(ask.signal ? { signal: ask.signal } : {}) }, response => {
      jar.store(url, response.headers["set-cookie"] ?? [])
      const chunks: Buffer[] = []
      response.on("data", chunk => chunks.push(chunk))
      response.on("error", reject)
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8")
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, text, url: url.href, json: () => parseJson(text, url, status) })
      })
    })
    sent.on("error", reject)
    sent.end(ask.body)
  })
}

const requester = (url: URL) => (url.protocol === "https:" ? secureRequest : request)

function parseJson(text: string, url: URL, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${url.pathname} answered ${status} with no JSON: ${text.slice(0, 300)}`, { cause })
  }
}

interface Listening {
  readonly jar: CookieJar
  readonly token: string | undefined
  readonly signal: AbortSignal | undefined
  readonly ca: string | undefined
}

async function* readEvents(url: URL, { jar, token, signal, ca }: Listening): AsyncGenerator<unknown> {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const headers = { ...headersFor(url, {}, jar, token), accept: "text/event-stream" }
    const options = { headers, agent: false as const, lookup, ...(signal ? { signal } : {}), ...(ca ? { ca } : {}) }
    const sent = requester(url)(url, options, resolve)
    sent.on("error", reject)
    sent.end()
  })
  if (response.statusCode !== 200) {
    response.resume()
    throw new Error(`${url.pathname} answered ${response.statusCode} instead of an event stream`)
  }
  let rest = ""
  for await (const chunk of response.setEncoding("utf8")) {
    rest += chunk
    const blocks = rest.split("\n\n")
    rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const data = block.split("\n").filter(line => line.startsWith("data:"))
      if (data.length > 0) yield JSON.parse(data.map(line => line.slice(5).trim()).join("\n"))
    }
  }
}
