/** One request to a server or service: without redirects, without a pool, and with the hub's certificates under internal_ssl. */
import { type IncomingHttpHeaders, request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import type { InternalTls } from "../certificates/internal-tls.ts"

export interface ServerAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

/** The body is thrown away. Rejects when there is no answer, or another than the one who was meant. */
export function askServer(
  url: string,
  ask: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  tls: InternalTls | null,
): Promise<ServerAnswer> {
  const secure = url.startsWith("https:")
  const request = secure ? requestHttps : requestHttp
  const options = { ...ask, headers: { ...ask.headers }, agent: false as const, ...(secure && tls ? tls.hub : {}) }
  return new Promise((resolve, reject) => {
    const sent = request(url, options, response => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
      response.destroy()
    })
    sent.on("error", reject)
    sent.end()
  })
}
