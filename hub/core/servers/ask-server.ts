/** One request to a server or service: without redirects, without a pool, and with the hub's certificates under internal_ssl. */
import { type IncomingHttpHeaders, request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import type { Core } from "../core.ts"

export interface ServerAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

/** The body is thrown away. Rejects when there is no answer, or another than the one who was meant. */
export function askServer(
  url: string,
  ask: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  { tls, connections }: Pick<Core, "tls" | "connections">,
): Promise<ServerAnswer> {
  const secure = url.startsWith("https:")
  const request = secure ? requestHttps : requestHttp
  const options = {
    ...ask,
    headers: { ...connections?.headers, ...ask.headers },
    agent: connections?.agent?.(secure) ?? (false as const),
    ...(connections?.localAddress === undefined ? {} : { localAddress: connections.localAddress }),
    ...(secure && tls ? tls.hub : {}),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, options, response => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
      response.destroy()
    })
    sent.on("error", reject)
    sent.end()
  })
}
