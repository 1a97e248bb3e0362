/** The doctor's job on a queue: what Slurm refuses, what ends at once, what waits too long, and what the job says. */
import t from "tap"
import { jobOnQueue } from "../../../hub/core/doctor/job-on-queue.ts"
import type { JobStatus } from "../../../hub/plugin/spawner.ts"
import { bareCore } from "../../support/bare-core.ts"
import { instant } from "../../support/slurm.ts"
import { tasksInMemory } from "../../support/tasks-in-memory.ts"

async function run(t: Parameters<typeof bareCore>[0], status: JobStatus, parts: { refuses?: string; result?: string }) {
  const { core } = await bareCore(t)
  const tasks = Object.assign(tasksInMemory(), { refuses: parts.refuses ?? "" })
  tasks.poll = async ([task]) => new Map([[task?.id ?? "", status]])
  tasks.result = async () => parts.result ?? null
  let now = 0
  const sleep = async (ms: number) => {
    now += ms
  }
  const clock = { ...core.clock, monotonic: () => now, sleep }
  return { tasks, found: await jobOnQueue({ ...core, clock }, tasks, "alice", instant, {}) }
}

const running: JobStatus = { status: "running", address: { host: "no-such-node.invalid" } }
const gone: JobStatus = { status: "gone", exitCode: 1, reason: "NODE_FAIL" }

t.test("each bad end is said with its queue", async t => {
  const refused = await run(t, gone, { refuses: "invalid partition specified" })
  t.match(refused.found, [{ id: "job", status: "failed", what: /invalid partition/, queue: "instant" }])
  t.match((await run(t, gone, {})).found, [{ status: "failed", what: /NODE_FAIL/ }])
  const waits = await run(t, { status: "pending", reason: "Priority" }, {})
  t.match(waits.found, [{ status: "warning", what: /two minutes.*Priority/ }])
  t.equal(waits.tasks.cancels.length, 1, "and it does not stay in the queue")
})

t.test("the node of a job that is over before Slurm tells it is not passed over", async t => {
  const { found, tasks } = await run(t, gone, { result: "carme-doctor\thome\tyes\t/h\ncarme-doctor\tend\tyes\t\n" })
  t.match(found, [
    { id: "home", status: "ok" },
    { id: "node-name", status: "skipped" },
  ])
  t.equal(tasks.cancels.length, 0)
})

t.test("what the job wrote, and a node whose name is not known here", async t => {
  const { found, tasks } = await run(t, running, { result: "carme-doctor\thome\tno\t/h\ncarme-doctor\tend\tyes\t\n" })
  t.match(found, [
    { id: "home", status: "failed" },
    { id: "node-name", status: "failed", what: /no-such-node/ },
  ])
  t.equal(tasks.cancels.length, 1, "it is ended once everything is known")
})
