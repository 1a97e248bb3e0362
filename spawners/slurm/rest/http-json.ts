/** One request for JSON over http, https or a unix socket, with a limit on its time and on the size of its answer. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http"
import { request as httpsRequest } from "node:https"

export interface JsonRequest {
  readonly method: "GET" | "POST" | "DELETE"
  /** `http://host:port`, `https://host`, or `unix:/run/slurmrestd.sock`; a path before the API's own is kept. */
  readonly base: string
  /** The API's path, with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly timeoutMs: number
}

export interface JsonAnswer {
  readonly status: number
  /** Undefined where the answer is no JSON. */
  readonly body: unknown
  readonly text: string
}

export type SendJson = (request: JsonRequest) => Promise<JsonAnswer>

/** All jobs of a large cluster are some hundred megabytes; more than that is a mistake, and would not fit into a string. */
const mostBytes = 400 * 1024 * 1024

export const sendJson: SendJson = ({ method, base, path, headers, body, timeoutMs }) => {
  const content = body === undefined ? null : Buffer.from(JSON.stringify(body))
  const signal = AbortSignal.timeout(timeoutMs)
  const late = new Error(`no answer within ${timeoutMs / 1000} seconds`)
  const options: RequestOptions = {
    method,
    headers: {
      accept: "application/json",
      ...(content && { "content-type": "application/json", "content-length": content.length }),
      ...headers,
    },
    signal,
  }
  return new Promise((resolve, fail) => {
    const reject = (error: Error) => fail(signal.aborted ? late : error)
    const request = started(base, path, options)
    let answer: IncomingMessage | undefined
    // slurmrestd 26.05 sends a second answer behind each no: the first one is whole, and is the one that counts.
    request.on("error", error => {
      if (!answer?.complete) reject(error)
    })
    request.once("response", response => {
      answer = response
      const chunks: Buffer[] = []
      let size = 0
      response.on("data", (chunk: Buffer) => {
        size += chunk.length
        if (size > mostBytes) request.destroy(new Error(`the answer is larger than ${mostBytes} bytes`))
        else chunks.push(chunk)
      })
      response.once("error", reject)
      response.once("close", () => reject(new Error("the connection was closed within the answer")))
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8")
        resolve({ status: response.statusCode ?? 0, body: parsed(text), text: text.slice(0, 500) })
      })
    })
    request.end(content ?? undefined)
  })
}

function started(base: string, path: string, options: RequestOptions) {
  if (base.startsWith("unix:")) {
    const socketPath = base.replace(/^unix:(?:\/\/)?(?=\/)/, "")
    return httpRequest({ ...options, socketPath, path, host: "localhost" })
  }
  const url = new URL(base.replace(/\/+$/, "") + path)
  return url.protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
