/** Waits for a server to answer over HTTP: anything below 500 at its `api` will do, as JupyterHub's readiness check has it. */
import type { Clock } from "../../plugin/context.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { askServer } from "./ask-server.ts"

export interface Answer {
  /** What the server says of itself in X-JupyterHub-Version, or null. */
  readonly version: string | null
}

const firstWaitMs = 200
const longestWaitMs = 5000
/** Close to the first answer however long it takes: at most a seventh of the time waited is lost between two looks. */
const growth = 1.15

/** `url` ends in a slash. Rejects with a Refusal that says what was seen last when there is no answer in time. */
export async function probe(
  clock: Clock,
  url: string,
  timeoutMs: number,
  signal?: AbortSignal,
  ways: Pick<Core, "tls" | "connections"> = {},
): Promise<Answer> {
  const deadline = clock.monotonic() + timeoutMs
  for (let wait = firstWaitMs; ; wait = Math.min(wait * growth, longestWaitMs)) {
    const seen = await look(`${url}api`, signal, ways)
    if (typeof seen !== "string") return seen
    signal?.throwIfAborted()
    const left = deadline - clock.monotonic()
    if (left <= 0) {
      throw new Refusal(
        504,
        `The server did not answer within ${Math.round(timeoutMs / 1000)} seconds: ${seen}. It may still be loading, or not be able to listen where the hub looks for it.`,
        { code: "http-timeout" },
      )
    }
    await clock.sleep(Math.min(wait, left), signal)
  }
}

/** The answer, or in words why it is none; a service is looked at in the same way. */
export async function look(
  url: string,
  signal: AbortSignal | undefined,
  ways: Pick<Core, "tls" | "connections">,
): Promise<Answer | string> {
  const limit = AbortSignal.timeout(ways.connections?.timeoutMs ?? longestWaitMs)
  try {
    const both = signal ? AbortSignal.any([signal, limit]) : limit
    const { status, headers } = await askServer(url, { signal: both }, ways)
    if (status >= 500) return `it answered with ${status}`
    const version = headers["x-jupyterhub-version"]
    return { version: typeof version === "string" ? version : null }
  } catch (error) {
    if (limit.aborted) return "it does not answer"
    const { code, message } = error as NodeJS.ErrnoException
    return code === "ECONNREFUSED" ? "nothing listens there yet" : message
  }
}
