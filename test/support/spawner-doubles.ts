/** Spawners over a backend that lives in the test, and so outlives a hub that is cut off; named by how they behave. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Test } from "tap"
import { Fault } from "../../hub/plugin/errors.ts"
import type { JobStatus, ParsedOptions, Spawner } from "../../hub/plugin/spawner.ts"

/** What a scheduler would keep. */
export interface Backend {
  /** Job names in the order of their submits: one that is there twice was submitted twice. */
  readonly submits: string[]
  readonly jobs: Map<string, JobStatus>
  /** Job names that somebody asked to end. */
  readonly cancels: string[]
  reachable: boolean
  /** Whether a job that is asked to end does. */
  obeys: boolean
}

export function createBackend(): Backend {
  return { submits: [], jobs: new Map(), cancels: [], reachable: true, obeys: true }
}

const oneJob: ParsedOptions["demand"] = {
  queue: null,
  container: null,
  gpus: 1,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: null,
}

/** Submits at once; jobs wait until the test lets them run. */
export function plainSpawner(backend: Backend): Spawner {
  const reach = () => {
    if (!backend.reachable) throw new Fault(503, "The scheduler cannot be reached")
  }
  return {
    name: "plain",
    provesIdentity: false,
    parse: raw => ({ userOptions: raw, demand: oneJob }),
    async start({ id }) {
      reach()
      backend.submits.push(id)
      backend.jobs.set(id, { status: "pending", reason: "Priority" })
      return { state: { job_id: id } }
    },
    async poll(runs) {
      reach()
      const gone: JobStatus = { status: "gone", exitCode: 0, reason: "COMPLETED" }
      return new Map(runs.map(run => [run.id, backend.jobs.get(String(run.state.job_id)) ?? gone]))
    },
    async stop(run) {
      reach()
      backend.cancels.push(run.id)
      if (backend.obeys) backend.jobs.delete(run.id)
    },
    async find(runs) {
      reach()
      return new Map(runs.flatMap(({ id }) => (backend.jobs.has(id) ? [[id, { job_id: id }] as const] : [])))
    },
  }
}

/** Submits, but its answer comes only when the test lets it (`answer`), or never. */
export function slowSpawner(backend: Backend): { spawner: Spawner; submitted: Promise<void>; answer(): void } {
  const plain = plainSpawner(backend)
  let submitted = () => {}
  let answer = () => {}
  const reached = new Promise<void>(resolve => {
    submitted = resolve
  })
  const answered = new Promise<void>(resolve => {
    answer = resolve
  })
  return {
    submitted: reached,
    answer: () => answer(),
    spawner: {
      ...plain,
      async start(request, context) {
        const started = await plain.start(request, context)
        submitted()
        await answered
        return started
      },
    },
  }
}

/** Never gets as far as the backend, and never answers. */
export function lostSpawner(backend: Backend): { spawner: Spawner; called: Promise<void> } {
  let reached = () => {}
  const called = new Promise<void>(resolve => {
    reached = resolve
  })
  return {
    called,
    spawner: {
      ...plainSpawner(backend),
      start: () => {
        reached()
        return new Promise(() => {})
      },
    },
  }
}

/** The start fails with this, after the submit where `submits` says so. */
export function failingSpawner(backend: Backend, error: Error, submits = false): Spawner {
  const plain = plainSpawner(backend)
  return {
    ...plain,
    async start(request, context) {
      if (submits) await plain.start(request, context)
      throw error
    },
  }
}

/** An HTTP server that answers everything with 200, as a single-user server does at its /api. */
export async function answering(t: Test): Promise<{ host: string; port: number }> {
  const server = createServer((_request, response) => response.end("{}"))
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port }
}
