/** Waits for a service to answer over HTTP at its path: anything below 500 will do, as JupyterHub has it. */
import type { ServiceRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { look } from "../servers/probe.ts"
import { servicePath, serviceTarget } from "./service-address.ts"

const firstWaitMs = 200
const longestWaitMs = 5000

/** Null when it answers, else in words what was seen last when its `timeout` was over. Rejects only when `signal` ends the wait. */
export async function serviceAnswers(
  core: Core,
  service: Pick<ServiceRow, "name" | "url" | "timeout">,
  signal?: AbortSignal,
): Promise<string | null> {
  const target = serviceTarget(service.url ?? "")
  if (target === null) return "its URL is none"
  const url = `${target}${servicePath(core.config, service.name)}`
  const deadline = core.clock.monotonic() + service.timeout * 1000
  for (let wait = firstWaitMs; ; wait = Math.min(wait * 1.5, longestWaitMs)) {
    const seen = await look(url, signal, core)
    if (typeof seen !== "string") return null
    signal?.throwIfAborted()
    const left = deadline - core.clock.monotonic()
    if (left <= 0) return seen
    await core.clock.sleep(Math.min(wait, left), signal)
  }
}
