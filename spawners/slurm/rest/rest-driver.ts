/** Slurm asked over its REST API, 0.0.40 to 0.0.45, as the person or as the hub's own account. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { AccountedJob } from "../../../hub/plugin/scheduler.ts"
import { cliDriver } from "../cli/cli-driver.ts"
import type { QueuedJob, SlurmDriver } from "../driver.ts"
import { expandHostlist } from "../hostlist.ts"
import { byPriority } from "../queue-order.ts"
import type { SlurmSettings } from "../settings.ts"
import { accountedJobs } from "./accounted.ts"
import { leaveReservation } from "./booked-jobs.ts"
import { cancel, endSoftly } from "./cancel.ts"
import { type RestClient, restClient } from "./client.ts"
import { estimateByCommand } from "./estimate.ts"
import { inTurns } from "./in-turns.ts"
import { jobDescription } from "./job-description.ts"
import { bookedJobs, queuedJobs, runningJobs, standardOutput, waitingJobs } from "./jobs.ts"
import { createKnownJobs } from "./known-jobs.ts"
import { foundOrNothing, jobNumber, wanted } from "./outcome.ts"
import { restReservations } from "./reservation-calls.ts"
import { nodeResources, partitionInfos } from "./resources.ts"
import { setTimeLimit } from "./time-limit.ts"
import { createTokens } from "./tokens.ts"
import { rowsOf, textOf } from "./values.ts"
import { createVersions } from "./version.ts"

const tokens = createTokens()
const versions = createVersions()
const knownJobs = createKnownJobs()

export function restDriver(settings: SlurmSettings, context: PluginContext): SlurmDriver {
  const client = restClient(settings, context, tokens, versions)
  const commands = cliDriver(settings, context)
  return {
    async submit(job, owner) {
      const description = jobDescription(job, owner, context.clock.now())
      const answer = await client.ask(owner.name, "POST", "/job/submit", { job: description })
      return jobNumber(answer)
    },
    async jobs(by, keys, viewer) {
      if (keys.length === 0) return new Map()
      if (by === "name") return namedJobs(client, keys, viewer?.name ?? null)
      const found = viewer
        ? (await inTurns(keys, id => client.ask(viewer.name, "GET", `/job/${id}`)))
            .map(foundOrNothing)
            .flatMap(queuedJobs)
        : await knownJobs.of(client, settings.restUrl, keys, context.clock)
      return new Map(found.filter(job => keys.includes(job.id)).map(job => [job.id, job]))
    },
    accounted: ids => accounted(client, ids),
    cancel: (job, owner) => cancel(client, job, owner),
    endSoftly: (id, owner) => endSoftly(client, id, owner),
    estimate: (job, owner) => estimateByCommand(commands, job, owner),
    async resources() {
      const [nodes, partitions] = await Promise.all([all(client, "/nodes/"), all(client, "/partitions/")])
      return { nodes: nodeResources(nodes), partitions: partitionInfos(partitions) }
    },
    waiting: async partition => waitingJobs(await all(client, "/jobs/"), partition).toSorted(byPriority),
    running: async () => runningJobs(await all(client, "/jobs/")),
    async jobNodes(id) {
      const [job] = rowsOf(foundOrNothing(await client.ask(null, "GET", `/job/${id}`)), "jobs")
      return expandHostlist(textOf(job?.nodes))
    },
    async setTimeLimit(id, minutes) {
      await setTimeLimit(client, id, minutes)
      knownJobs.forget(settings.restUrl, id)
    },
    ...restReservations(client, commands, context),
    bookedJobs: async name => bookedJobs(await all(client, "/jobs/"), name),
    leaveReservation: id => leaveReservation(client, id),
    async nodeAddresses(nodes) {
      const answers = await inTurns(nodes, node => client.ask(null, "GET", `/node/${encodeURIComponent(node)}`))
      const found = answers.flatMap(answer => rowsOf(foundOrNothing(answer), "nodes"))
      const pairs = found.map(node => [textOf(node.name), textOf(node.address)] as const)
      return new Map(pairs.filter(([, address]) => /^[A-Za-z0-9.:_-]{1,253}$/.test(address)))
    },
    async logFile(id) {
      const [job] = rowsOf(foundOrNothing(await client.ask(null, "GET", `/job/${id}`)), "jobs")
      return job ? standardOutput(job) : null
    },
  }
}

/** The API finds no jobs by name: all come in one answer. Names are sought when a hub starts, and after a start without an answer. */
async function namedJobs(
  client: RestClient,
  names: readonly string[],
  viewer: string | null,
): Promise<ReadonlyMap<string, QueuedJob>> {
  const found = queuedJobs(await all(client, "/jobs/", viewer)).filter(job => names.includes(job.name))
  return new Map(found.map(job => [job.id, job]))
}

/** One by one: a list of numbers is more than the query parser of 24.11 takes. They are few, those that have just ended. */
async function accounted(client: RestClient, ids: readonly string[]): Promise<ReadonlyMap<string, AccountedJob>> {
  const answers = await inTurns(ids, id => client.askAccounting(`/job/${id}`))
  const found = answers.flatMap(answer => accountedJobs(foundOrNothing(answer)))
  return new Map(found.filter(job => ids.includes(job.id)).map(job => [job.id, job]))
}

async function all(client: RestClient, path: string, viewer: string | null = null): Promise<unknown> {
  return wanted(await client.ask(viewer, "GET", path), `the question for ${path}`)
}
