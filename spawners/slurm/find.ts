/** Finds jobs by the names that runs gave them: how a hub that was killed learns what it had submitted. */
import { spellsAccount } from "../../hub/plugin/passwd.ts"
import type { JsonObject } from "../../hub/plugin/spawner.ts"
import type { SlurmDriver, Watched } from "./driver.ts"
import { phaseOf } from "./states.ts"

/** Jobs that wait or run. One that has ended counts as not there; throws when slurmctld does not answer. */
export async function findJobs(
  runs: readonly Watched[],
  driver: SlurmDriver,
): Promise<ReadonlyMap<string, JsonObject>> {
  if (runs.length === 0) return new Map()
  const names = runs.map(run => run.id)
  const jobs = [...(await driver.jobs("name", names)).values()]
  const live = jobs.filter(job => phaseOf(job.state) !== "gone")
  return new Map(
    runs.flatMap(run => {
      const mine = live.filter(job => job.name === run.id && spellsAccount(job.user, run.user.name))
      const youngest = mine.toSorted((a, b) => Number(b.id) - Number(a.id))[0]
      return youngest ? [[run.id, { job_id: youngest.id }] as const] : []
    }),
  )
}
