import t from "tap"
import type { RestAnswer } from "../../../../spawners/slurm/rest/answer.ts"
import type { RestClient } from "../../../../spawners/slurm/rest/client.ts"
import { createKnownJobs } from "../../../../spawners/slurm/rest/known-jobs.ts"
import { manualClock } from "../../../support/clock.ts"

const base = "http://ctl:6820"

/** A slurmrestd with these jobs, that keeps what it was asked. */
function slurm(states: Record<string, string[]>, { hasStates = true } = {}) {
  const asked: string[] = []
  const job = (id: string) => ({ job_id: Number(id), job_state: states[id], user_name: "alice", name: `carme-${id}` })
  const answer = (path: string): RestAnswer => {
    asked.push(path)
    const yes = (body: unknown) => ({ ok: true, body, warnings: [] }) as const
    if (path.startsWith("/jobs/state/")) {
      const ids = [...path.matchAll(/job_id=(\d+)/g)].map(match => match[1] ?? "").filter(id => states[id])
      return yes({ jobs: ids.map(id => ({ job_id: id, state: states[id] })) })
    }
    const id = /^\/job\/(\d+)$/.exec(path)?.[1]
    if (id === undefined) return yes({ jobs: Object.keys(states).map(job) })
    return states[id] ? yes({ jobs: [job(id)] }) : { ok: false, no: { number: 2017, says: "Invalid job id specified" } }
  }
  const client: RestClient = {
    version: async () => "0.0.42",
    askAccounting: async () => answer(""),
    ask: async (_user, _method, path) => answer(path),
    serves: async () => hasStates,
  }
  const calls = () => asked.splice(0)
  return { client, calls }
}

const many = (count: number, state: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [String(at + 1), [state]]))

t.test("after the first look one question a tick, however many wait or run", async t => {
  const clock = manualClock()
  const states = many(300, "RUNNING")
  const ids = Object.keys(states)
  const { client, calls } = slurm(states)
  const jobs = createKnownJobs()
  t.equal((await jobs.of(client, base, ids, clock)).length, 300)
  t.equal(calls().length, 301)
  for (let tick = 0; tick < 5; tick++) {
    await clock.advance(2000)
    t.equal((await jobs.of(client, base, ids, clock)).length, 300)
    t.match(calls(), { length: 1, 0: /^\/jobs\/state\/\?job_id=1&job_id=2&/ })
  }
  states["7"] = ["CANCELLED", "COMPLETING"]
  delete states["8"]
  const seen = new Map((await jobs.of(client, base, ids, clock)).map(job => [job.id, job.state]))
  t.equal(seen.get("7"), "COMPLETING", "a new state is told at once, with all of the job")
  t.notOk(seen.has("8"), "what slurmctld does not know is left out")
  t.same(calls().slice(1), ["/job/7"])
  await clock.advance(61_000)
  t.equal((await jobs.of(client, base, ids, clock)).length, 299)
  t.equal(calls().length, 1 + 4, "what has aged is asked for a few at a time")
})

t.test("a job that waits is looked at more often than one that runs, and one that the hub changed at once", async t => {
  const clock = manualClock()
  const { client, calls } = slurm({ 1: ["PENDING"], 2: ["RUNNING"], 3: ["COMPLETED"] })
  const jobs = createKnownJobs()
  const tick = async () => {
    await jobs.of(client, base, ["1", "2", "3"], clock)
    return calls().slice(1)
  }
  t.same(await tick(), ["/job/1", "/job/2", "/job/3"])
  await clock.advance(16_000)
  t.same(await tick(), ["/job/1"])
  jobs.forget(base, "2")
  t.same(await tick(), ["/job/2"])
  await clock.advance(3_600_000)
  t.same(await tick(), ["/job/1", "/job/2"], "one that has ended stays as it is")
  const setBack = manualClock(new Date("2026-11-22T06:00:00Z"))
  await jobs.of(client, base, ["1", "2", "3"], setBack)
  t.same(calls().slice(1).toSorted(), ["/job/1", "/job/2", "/job/3"], "a clock that was set back keeps nothing")
})

t.test("one job is asked for itself; without states one by one, and all together where they are many", async t => {
  const clock = manualClock()
  const states = many(100, "RUNNING")
  const ids = Object.keys(states)
  const known = slurm(states)
  t.match(await createKnownJobs().of(known.client, base, ["5"], clock), [{ id: "5" }])
  t.same(known.calls(), ["/job/5"])
  const { client, calls } = slurm(states, { hasStates: false })
  const jobs = createKnownJobs()
  t.equal((await jobs.of(client, base, ids.slice(0, 12), clock)).length, 12)
  t.equal(calls().length, 12)
  t.equal((await jobs.of(client, base, ids, clock)).length, 100)
  t.same(calls(), ["/jobs/"])
})
