/** Asks Slurm over REST to end a job, as its user. */
import type { JobOwner } from "../driver.ts"
import { phaseOf } from "../states.ts"
import { errorNumbers, signalNos } from "./answer.ts"
import type { RestClient } from "./client.ts"
import { queuedJobs } from "./jobs.ts"
import { refusal, wanted } from "./outcome.ts"

/** By its name: all of that person's jobs that have it and live. */
export async function cancel(
  client: RestClient,
  job: { readonly id: string } | { readonly name: string },
  owner: JobOwner,
): Promise<void> {
  const jobs = "id" in job ? [job.id] : await namedJobs(client, job.name, owner)
  if (jobs.length === 0) return
  // Not `DELETE /job/{id}`: before 0.0.42 that keeps a no to itself.
  const answer = await client.ask(owner.name, "DELETE", "/jobs/", { jobs })
  const over: readonly number[] = [errorNumbers.invalidJobId, errorNumbers.alreadyDone]
  for (const no of answer.ok ? signalNos(answer.body) : [answer.no]) {
    if (!over.includes(no.number)) throw refusal(no, "the end of the job")
  }
}

async function namedJobs(client: RestClient, name: string, owner: JobOwner): Promise<readonly string[]> {
  const jobs = queuedJobs(wanted(await client.ask(owner.name, "GET", "/jobs/"), "the question for jobs"))
  const mine = jobs.filter(job => job.name === name && job.user === owner.name && phaseOf(job.state) !== "gone")
  return mine.map(job => job.id)
}
