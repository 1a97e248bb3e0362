/** What the life of runs leaves in the metrics. */
import type { Histogram } from "prom-client"
import type { RunRow } from "../../db/rows.ts"
import type { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { RunEvent } from "./lifecycle.ts"

export function observeStep(core: Core, event: RunEvent, run: RunRow): void {
  const { serverSpawnDuration, serverStopDuration, queueWait, runningServers } = core.metrics
  const now = core.clock.now()
  const since = (time: Date | null) => (now.getTime() - (time ?? now).getTime()) / 1000
  if (event === "allocated") queueWait.observe(since(run.submitted_at))
  if (event === "answered") {
    serverSpawnDuration.observe({ status: "success", reason: "" }, since(run.requested_at))
    runningServers.inc()
  }
  if (run.state !== "stopped") return
  if (run.ready_at !== null) runningServers.dec()
  if (run.stopping_at !== null) serverStopDuration.observe({ status: "success" }, since(run.stopping_at))
  // A reason with words in it is a message to people, not a label.
  const reason = /^[\w-]{1,64}$/.test(run.code ?? "") && run.code !== "hook" ? (run.code ?? "") : ""
  if (run.outcome === "refused") serverSpawnDuration.observe({ status: "failure", reason }, since(run.requested_at))
  if (run.outcome === "failed") serverSpawnDuration.observe({ status: "error", reason: "" }, since(run.requested_at))
}

/** A request that came to no run. */
export function observeRefusal(core: Core, { detail, status }: Refusal): void {
  core.metrics.admissions.inc({ result: "refused" })
  const known: Readonly<Record<string, string>> = {
    throttled: "throttled",
    "too-many-users": "too-many-users",
    pending: "already-pending",
  }
  if (status === 404) return
  core.metrics.serverSpawnDuration.observe({ status: "failure", reason: known[detail.code ?? ""] ?? "" }, 0)
}

/** Runs `work` and puts its time down under success or failure. */
export async function timed<T>(core: Core, metric: Histogram<"status">, work: () => Promise<T>): Promise<T> {
  const started = core.clock.monotonic()
  const put = (status: string) => metric.observe({ status }, (core.clock.monotonic() - started) / 1000)
  try {
    const result = await work()
    put("success")
    return result
  } catch (error) {
    put("failure")
    throw error
  }
}
