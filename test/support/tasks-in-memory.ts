/** Tasks whose jobs live in the test: it says when one runs, what it wrote, and that a submit's answer is lost. */
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import type { JobStatus } from "../../hub/plugin/spawner.ts"
import type { TaskRequest, Tasks } from "../../hub/plugin/tasks.ts"

export interface TasksInMemory extends Tasks {
  readonly submits: TaskRequest[]
  readonly jobs: Map<string, JobStatus>
  readonly results: Map<string, string>
  readonly cancels: string[]
  readonly removed: string[]
  /** The job is there, but nobody was told. */
  losesAnswers: boolean
  /** Slurm's own no; empty is a yes. */
  refuses: string
}

export function tasksInMemory(): TasksInMemory {
  const tasks: TasksInMemory = {
    submits: [],
    jobs: new Map(),
    results: new Map(),
    cancels: [],
    removed: [],
    losesAnswers: false,
    refuses: "",
    async home(user) {
      if (user === "nobody") throw new Refusal(403, "The account nobody cannot start servers on the cluster.")
      return `/home/${user}`
    },
    async submit(request) {
      if (tasks.refuses !== "") throw new Refusal(403, tasks.refuses)
      tasks.submits.push(request)
      tasks.jobs.set(request.id, { status: "pending", reason: "Priority", text: "Waiting." })
      if (tasks.losesAnswers) throw new Fault(503, "Slurm does not answer")
      return { job_id: request.id }
    },
    async poll(asked) {
      const unknown: JobStatus = { status: "unknown", cause: "not there" }
      return new Map(asked.map(({ id }) => [id, tasks.jobs.get(id) ?? unknown]))
    },
    async find(asked) {
      return new Map(asked.flatMap(({ id }) => (tasks.jobs.has(id) ? [[id, { job_id: id }] as const] : [])))
    },
    async cancel({ id }) {
      tasks.cancels.push(id)
    },
    log: async ({ id }) => `\u001b[32mlog of ${id}\u001b[0m`,
    result: async ({ id }) => tasks.results.get(id) ?? null,
    async removeFile(_user, path) {
      tasks.removed.push(path)
    },
  }
  return tasks
}

/** What a job writes that found everything in order. */
export function goodResult(image: string, digit = "a"): string {
  return `python=3.12.1\nreal=${image}\nsize=1000\nstamp=1 1000 1.0 1.0\ndigest=sha256:${digit.repeat(64)}\n`
}
