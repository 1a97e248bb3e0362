/** Whether the latest run of a stopped server was a start that failed: it is shown, and not tried again unasked. */
import type { RunRow } from "../../db/rows.ts"

export function failedRun(latest: RunRow | null | undefined): RunRow | null {
  if (latest?.state !== "stopped" || latest.ready_at !== null) return null
  return latest.outcome === "failed" || latest.outcome === "refused" ? latest : null
}
