/** Finds jobs by the names that runs gave them: how a hub that was killed learns what it had submitted. */
import { spellsAccount } from "../../hub/plugin/passwd.ts"
import type { JsonObject } from "../../hub/plugin/spawner.ts"
import type { QueuedJob, SlurmDriver, Watched } from "./driver.ts"
import { phaseOf } from "./states.ts"

/** Jobs that wait or run. One that has ended counts as not there; throws when slurmctld does not answer. */
export async function findJobs(
  runs: readonly Watched[],
  driver: SlurmDriver,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (runs.length === 0) return new Map()
  const names = runs.map(run => run.id)
  const jobs = [...(await driver.jobs("name", names)).values()]
  return new Map(
    runs.flatMap(run => {
      const youngest = youngestLive(jobs, run.id, run.user.name)
      return youngest ? [[run.id, { job_id: youngest.id }] as const] : []
    }),
  )
}

/** Of a person's jobs of one name the one that was submitted last, among those that wait or run. */
export function youngestLive(jobs: Iterable<QueuedJob>, name: string, user: string): QueuedJob | undefined {
  const mine = [...jobs].filter(
    job => job.name === name && spellsAccount(job.user, user) && phaseOf(job.state) !== "gone",
  )
  return mine.toSorted((a, b) => Number(b.id) - Number(a.id))[0]
}
