/** The mark of a run whose time limit is being changed: it is in the run's own state, under a name that the API does not show. */
import type { RunRow } from "../../db/rows.ts"

const key = "_extending"
/** After so long, or in the future where the clock was set back, whoever began the change is taken to be gone, and what the scheduler says counts. */
const staleMs = 120_000

export function isBeingExtended({ job }: Pick<RunRow, "job">, now: Date): boolean {
  const since = job[key]
  return typeof since === "number" && Math.abs(now.getTime() - since) < staleMs
}

export function marked({ job }: Pick<RunRow, "job">, now: Date): RunRow["job"] {
  return { ...job, [key]: now.getTime() }
}

export function unmarked({ job }: Pick<RunRow, "job">): RunRow["job"] {
  const { [key]: _, ...rest } = job
  return rest
}
