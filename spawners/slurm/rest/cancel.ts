/** Asks Slurm over REST to end a job, as its user. */
import { spellsAccount } from "../../../hub/plugin/passwd.ts"
import type { JobOwner } from "../driver.ts"
import { phaseOf } from "../states.ts"
import { errorNumbers, signalNos } from "./answer.ts"
import type { RestClient } from "./client.ts"
import { queuedJobs } from "./jobs.ts"
import { refusal, wanted } from "./outcome.ts"
import type { Fields } from "./values.ts"

/** By its name: all of that person's jobs that have it and live. */
export async function cancel(
  client: RestClient,
  job: { readonly id: string } | { readonly name: string },
  owner: JobOwner,
): Promise<void> {
  const jobs = "id" in job ? [job.id] : await namedJobs(client, job.name, owner)
  if (jobs.length === 0) return
  await kill(client, { jobs }, owner, "the end of the job")
}

/** The batch script alone gets the signal: it ends its server, and copies files out before it ends itself. */
export async function endSoftly(client: RestClient, id: string, owner: JobOwner): Promise<void> {
  await kill(client, { jobs: [id], signal: "TERM", flags: ["BATCH_JOB"] }, owner, "the signal to the job")
}

async function kill(client: RestClient, message: Fields, owner: JobOwner, what: string): Promise<void> {
  // Not `DELETE /job/{id}`: before 0.0.42 that keeps a no to itself.
  const answer = await client.ask(owner.name, "DELETE", "/jobs/", message)
  const over: readonly number[] = [errorNumbers.invalidJobId, errorNumbers.alreadyDone]
  for (const no of answer.ok ? signalNos(answer.body) : [answer.no]) {
    if (!over.includes(no.number)) throw refusal(no, what)
  }
}

async function namedJobs(client: RestClient, name: string, owner: JobOwner): Promise<readonly string[]> {
  const jobs = queuedJobs(wanted(await client.ask(owner.name, "GET", "/jobs/"), "the question for jobs"))
  const mine = jobs.filter(
    job => job.name === name && spellsAccount(job.user, owner.name) && phaseOf(job.state) !== "gone",
  )
  return mine.map(job => job.id)
}
