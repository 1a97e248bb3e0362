/** What Slurm says of all live runs at once: one question, and one to the accounting for those that it no longer knows. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { spellsAccount } from "../../hub/plugin/passwd.ts"
import type { AccountedJob } from "../../hub/plugin/scheduler.ts"
import type { JobStatus } from "../../hub/plugin/spawner.ts"
import type { QueuedJob, SlurmDriver, Watched } from "./driver.ts"
import type { NodeAddresses } from "./nodes.ts"
import { sentenceFor } from "./reasons.ts"
import { endingOf, isEnding, phaseOf } from "./states.ts"

/** What is remembered between two polls: since when slurmctld has not known a run's job, in milliseconds. */
export type Absences = Map<string, number>

// How long slurmctld must not have known a job before that counts, when the accounting has no word of its end:
// that comes late, and a restarted slurmctld reads its jobs back first.
const silentMs = 60_000
// ... and when the accounting still takes it for running, as it does for ever after slurmctld has lost a job.
const contradictedMs = 600_000

export async function pollJobs(
  runs: readonly Watched[],
  nodeDomain: string,
  driver: SlurmDriver,
  context: PluginContext,
  addresses: NodeAddresses,
  absences: Absences,
): Promise<ReadonlyMap<string, JobStatus>> {
  const asked = runs.filter(run => jobIdOf(run) !== null)
  const answers = new Map<string, JobStatus>()
  if (asked.length === 0) return answers
  try {
    const queued = await driver.jobs(
      "id",
      asked.map(run => jobIdOf(run) ?? ""),
    )
    const present = asked.flatMap(run => {
      const job = queued.get(jobIdOf(run) ?? "")
      return job && (isOf(run, job) || isRenamed(run, job, asked)) ? [{ run, job }] : []
    })
    for (const { run } of present) absences.delete(run.id)
    const hosts = await addresses.of(nodesOf(present.map(p => p.job)), nodeDomain, driver, context)
    for (const { run, job } of present) answers.set(run.id, statusOf(job, hosts, context))
    const failed = present.filter(({ job }) => job.state === "FAILED").map(({ run }) => run)
    const vanished = asked.filter(run => !answers.has(run.id))
    for (const [id, status] of await ended(vanished, failed, driver, context, absences)) answers.set(id, status)
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    for (const run of asked) if (!answers.has(run.id)) answers.set(run.id, { status: "unknown", cause })
  }
  return answers
}

/** The number of the run's job, as we or batchspawner stored it. */
export function jobIdOf(run: Pick<Watched, "state">): string | null {
  const id = String(run.state.job_id ?? "")
  return /^\d{1,18}$/.test(id) ? id : null
}

/** Job numbers start again when a cluster is set up anew: another's job is not ours. A job that batchspawner started has its own name. */
function isOf(run: Watched, job: { readonly user: string; readonly name: string }): boolean {
  return spellsAccount(job.user, run.user.name) && (job.name === run.id || !job.name.startsWith("carme-"))
}

/** Its person may give a job any name while it runs, also one that looks like another's; that frees nothing. */
function isRenamed(run: Watched, job: QueuedJob, asked: readonly Watched[]): boolean {
  const phase = phaseOf(job.state)
  const lives = phase === "pending" || phase === "running"
  return lives && spellsAccount(job.user, run.user.name) && asked.every(other => other.id !== job.name)
}

function nodesOf(jobs: readonly QueuedJob[]): readonly string[] {
  return jobs.filter(job => phaseOf(job.state) === "running" && job.node !== "").map(job => job.node)
}

function statusOf(job: QueuedJob, hosts: ReadonlyMap<string, string>, context: PluginContext): JobStatus {
  const phase = phaseOf(job.state)
  if (phase === null) return { status: "unknown", cause: `Slurm says that the job is ${job.state}` }
  if (phase === "gone") {
    const exitCode = job.state === "COMPLETED" ? 0 : null
    return { status: "gone", exitCode, reason: endingOf(job.state, exitCode, job.reason) }
  }
  if (phase === "pending") {
    // Its reason stays that of the wait before.
    const [reason, text] =
      job.state === "CONFIGURING"
        ? ["Configuring", "The node is being prepared"]
        : [job.reason, sentenceFor(job.reason)]
    const coming = job.start && job.start > context.clock.now() ? { estimate: job.start } : {}
    return { status: "pending", reason, text: `${text}.`, ...coming }
  }
  const host = hosts.get(job.node)
  return {
    status: "running",
    ...(host === undefined ? {} : { address: { host } }),
    ...(job.start === undefined ? {} : { since: job.start }),
    // Of a job that is ending, it is no longer the time limit.
    ...(job.end === undefined || job.state !== "RUNNING" ? {} : { ends: job.end }),
    ...(job.node === "" ? {} : { node: job.node }),
    ...(isEnding(job.state) ? { ending: true as const } : {}),
  }
}

/** What the accounting says of jobs that slurmctld does not know, and with what code the failed ones ended. */
async function ended(
  vanished: readonly Watched[],
  failed: readonly Watched[],
  driver: SlurmDriver,
  context: PluginContext,
  absences: Absences,
): Promise<readonly (readonly [string, JobStatus])[]> {
  if (vanished.length + failed.length === 0) return []
  const ids = [...vanished, ...failed].map(run => jobIdOf(run) ?? "")
  const jobs = await driver.accounted(ids)
  const of = (run: Watched) => {
    const job = jobs.get(jobIdOf(run) ?? "")
    return job && isOf(run, job) ? job : undefined
  }
  const codes = failed.flatMap(run => {
    const status = endOf(of(run))
    return status ? [[run.id, status] as const] : []
  })
  const ends = vanished.map(async run => [run.id, endOf(of(run)) ?? (await absent(run, of(run)))] as const)
  return [...codes, ...(await Promise.all(ends))]

  async function absent(run: Watched, job: AccountedJob | undefined): Promise<JobStatus> {
    const now = context.clock.monotonic()
    const since = absences.get(run.id) ?? now
    absences.set(run.id, since)
    if (now - since < (job ? contradictedMs : silentMs)) {
      return { status: "unknown", cause: "Slurm does not know the job, and its accounting has no word of its end" }
    }
    // The hub's account may not be allowed to see it (PrivateData); its owner always is.
    const owner = { name: run.user.name, home: "" }
    const own = (await driver.jobs("id", [jobIdOf(run) ?? ""], owner)).get(jobIdOf(run) ?? "")
    if (own && isOf(run, own)) return statusOf(own, new Map(), context)
    absences.delete(run.id)
    return { status: "gone", exitCode: null, reason: "Slurm no longer knows the job." }
  }
}

function endOf(job: AccountedJob | undefined): JobStatus | null {
  if (!job || phaseOf(job.state) !== "gone") return null
  return { status: "gone", exitCode: job.exitCode, reason: endingOf(job.state, job.exitCode) }
}
