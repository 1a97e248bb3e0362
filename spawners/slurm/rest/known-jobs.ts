/** Jobs of the hub's own, by number: their states in one question, the rest of a job when its state is new or has aged. */
import type { Clock } from "../../../hub/plugin/context.ts"
import type { QueuedJob } from "../driver.ts"
import { phaseOf } from "../states.ts"
import type { RestClient } from "./client.ts"
import { inTurns } from "./in-turns.ts"
import { queuedJobs } from "./jobs.ts"
import { foundOrNothing, wanted } from "./outcome.ts"
import { numberOf, rowsOf, stateOf, textOf } from "./values.ts"

/** After so long all of a job is asked for again though its state is the same: its reason, its end, in milliseconds. */
const agesMs = { pending: 15_000, running: 60_000 } as const
/** So many of those that have aged are asked for at a time; those whose state is new, all of them. */
const agedAtOnce = 4
/** A number takes up to 27 characters of the address. */
const idsAtOnce = 500
/** Without states (Slurm 23.11) so many are asked for one by one; more come in one answer with all others. */
const oneByOne = 64

interface Known {
  /** As the states are told: with the detail, the job may have gone on. */
  readonly told: string
  readonly job: QueuedJob
  readonly at: number
}

export interface KnownJobs {
  /** `ids` are the hub's own; one that slurmctld does not know is left out. */
  of(client: RestClient, base: string, ids: readonly string[], clock: Clock): Promise<readonly QueuedJob[]>
  /** The hub changed it: all of it is asked for the next time. */
  forget(base: string, id: string): void
}

const mostKnown = 20_000

export function createKnownJobs(): KnownJobs {
  const known = new Map<string, Known>()
  const keyOf = (base: string, id: string) => `${base} ${id}`
  return {
    async of(client, base, ids, clock) {
      if (ids.length === 1 || !(await client.serves("/jobs/state/?job_id=1"))) return whole(client, ids)
      const states = await statesOf(client, ids)
      const now = clock.now().getTime()
      for (const id of ids) if (!states.has(id)) known.delete(keyOf(base, id))
      const ages = (entry: Known) => now - entry.at
      const fresh = (entry: Known) => ages(entry) >= 0 && ages(entry) < longest(entry.job)
      const there = ids.filter(id => states.has(id))
      const changed = there.filter(id => known.get(keyOf(base, id))?.told !== states.get(id))
      const aged = there
        .flatMap(id => {
          const entry = known.get(keyOf(base, id))
          return entry && entry.told === states.get(id) && !fresh(entry) ? [{ id, at: entry.at }] : []
        })
        .toSorted((a, b) => a.at - b.at)
        .slice(0, agedAtOnce)
        .map(({ id }) => id)
      const asked = [...changed, ...aged]
      const answers = new Map((await each(client, asked)).map(job => [job.id, job]))
      if (known.size > mostKnown) known.clear()
      for (const id of asked) {
        const job = answers.get(id)
        if (job) known.set(keyOf(base, id), { told: states.get(id) ?? "", job, at: now })
        else known.delete(keyOf(base, id))
      }
      return there.flatMap(id => {
        const job = answers.get(id) ?? (changed.includes(id) ? undefined : known.get(keyOf(base, id))?.job)
        return job ? [job] : []
      })
    },
    forget: (base, id) => void known.delete(keyOf(base, id)),
  }
}

function longest(job: QueuedJob): number {
  const phase = phaseOf(job.state)
  if (phase === "gone") return Number.POSITIVE_INFINITY
  return phase === "running" ? agesMs.running : agesMs.pending
}

/** The parser of lists takes no commas before 25.05: a name for each number works everywhere. */
async function statesOf(client: RestClient, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const parts: string[][] = []
  for (let at = 0; at < ids.length; at += idsAtOnce) parts.push(ids.slice(at, at + idsAtOnce))
  const bodies = await inTurns(parts, async part => {
    const query = part.map(id => `job_id=${id}`).join("&")
    return wanted(await client.ask(null, "GET", `/jobs/state/?${query}`), "the question for states")
  })
  const rows = bodies.flatMap(body => rowsOf(body, "jobs"))
  return new Map(rows.map(row => [textOf(row.job_id) || String(numberOf(row.job_id)), stateOf(row.state)]))
}

async function whole(client: RestClient, ids: readonly string[]): Promise<readonly QueuedJob[]> {
  if (ids.length <= oneByOne) return each(client, ids)
  const asked = new Set(ids)
  const body = wanted(await client.ask(null, "GET", "/jobs/"), "the question for jobs")
  return queuedJobs(body).filter(job => asked.has(job.id))
}

async function each(client: RestClient, ids: readonly string[]): Promise<readonly QueuedJob[]> {
  const answers = await inTurns(ids, id => client.ask(null, "GET", `/job/${id}`))
  return answers.map(foundOrNothing).flatMap(queuedJobs)
}
