/** A request as plugins are handed one, seen through the proxies in front of the hub. */
import type { Request } from "express"
import type { Core } from "../core/core.ts"
import type { WebRequest } from "../plugin/authenticator.ts"
import { clientIp, clientProtocol } from "./client.ts"
import { rawBody } from "./request-body.ts"

export function webRequest(core: Core, request: Request): WebRequest {
  const { rawHeaders } = request
  const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""] as const] : []))
  return {
    method: request.method,
    uri: request.originalUrl,
    protocol: clientProtocol(core, request),
    ip: clientIp(core, request),
    headers,
    body: rawBody(request),
  }
}
