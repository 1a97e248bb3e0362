/** The scheduler's id of a run's job, from what its spawner stored. Pure. */
import type { JsonObject } from "../../plugin/spawner.ts"

/** wrapspawner keeps the state of the spawner that it wraps in `child_state`. Null: no job of a scheduler, or not yet. */
export function jobIdOf(job: JsonObject): string | null {
  const { child_state: child } = job
  const { job_id: id } = typeof child === "object" && child !== null && "job_id" in child ? child : job
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : null
}
