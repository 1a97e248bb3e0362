/**
 * What the versions of the API write, and what it becomes. 0.0.40 and 0.0.42 are answers of a slurmrestd 24.11.5; 0.0.43
 * and 0.0.44 follow the published specification; test/contract/slurm-versions.test.ts runs them on a slurmrestd 26.05.
 */
import { readFileSync } from "node:fs"
import t from "tap"
import { accountedJobs } from "../../../../spawners/slurm/rest/accounted.ts"
import { queuedJobs, standardOutput, waitingJobs } from "../../../../spawners/slurm/rest/jobs.ts"
import { readReservations } from "../../../../spawners/slurm/rest/reservations.ts"
import { nodeResources, partitionInfos } from "../../../../spawners/slurm/rest/resources.ts"
import { type Fields, rowsOf } from "../../../../spawners/slurm/rest/values.ts"

const recorded = (version: string): Fields =>
  JSON.parse(readFileSync(new URL(`recorded/${version}.json`, import.meta.url), "utf8"))

for (const version of ["0.0.40", "0.0.42"]) {
  const body = recorded(version)

  t.test(`${version}: jobs`, async t => {
    const jobs = queuedJobs(body)
    t.same(jobs[0], {
      id: "14",
      user: "alice",
      name: "carme-lab-1",
      state: "RUNNING",
      node: "n2",
      start: new Date(1795825524000),
      end: new Date(1795826124000),
      reason: "None",
    })
    t.match(jobs[2], { state: "FAILED", reason: "NonZeroExitCode" })
    t.equal(standardOutput(rowsOf(body, "jobs")[0] ?? {}), "/home/alice/carme-14.log")
    t.same(waitingJobs(body, undefined), [])
  })

  t.test(`${version}: the accounting`, async t => {
    t.match(accountedJobs({ jobs: body.accounted }), [
      { id: "16", user: "bob", name: "carme-lab-3", state: "FAILED", exitCode: 7, gpus: 1, gpusByType: {} },
    ])
  })

  t.test(`${version}: nodes, partitions and bookings`, async t => {
    t.match(nodeResources(body), [
      {
        name: "n1",
        partitions: ["instant", "large"],
        usable: true,
        cpus: 8,
        memoryMb: 4000,
        gpus: [{ type: "a100", total: 2 }],
      },
    ])
    t.match(partitionInfos(body), [
      { name: "instant", isUp: true, isDefault: null, maxMinutes: 120, tier: 10 },
      { name: "large", isUp: true, isDefault: null, maxMinutes: 2880, tier: 1 },
    ])
    t.same(readReservations(body, new Date(1796119200000)), [
      {
        name: "carme-1",
        start: new Date(1796119200000),
        end: new Date(1796126400000),
        nodes: ["n1", "n2"],
        partition: "instant",
        gpus: 3,
        gpusByType: {},
        users: ["alice", "bob"],
        accounts: [],
        flags: ["PURGE_COMP=00:05:00", "MAGNETIC"],
        isActive: true,
      },
    ])
  })
}

t.test("0.0.43 and 0.0.44: what they write in another way", async t => {
  const job = {
    job_id: 7,
    user_name: "alice",
    name: "carme-x",
    job_state: ["PENDING"],
    partition: "instant,large",
    priority: { set: true, infinite: false, number: 12 },
    priority_by_partition: [{ partition: "instant", priority: 12 }],
    start_time: { set: true, infinite: false, number: 0 },
    state_reason: "Resources",
    array_job_id: { set: true, infinite: false, number: 0 },
    standard_output: "/home/alice/100%%-%j-%u.log",
    stdout_expanded: "/home/alice/100%-7-alice.log",
  }
  t.match(waitingJobs({ jobs: [job] }, "large"), [
    { id: "7", partitions: ["instant", "large"], priority: 12, start: null },
  ])
  t.same(waitingJobs({ jobs: [job] }, "gpu"), [])
  t.equal(standardOutput(job), "/home/alice/100%-7-alice.log")
  t.equal(standardOutput({ ...job, stdout_expanded: undefined }), "/home/alice/100%-7-alice.log")
  t.equal(standardOutput({ job_id: 7, standard_output: "" }), null)
  t.match(partitionInfos({ partitions: [{ name: "p", flags: ["DEFAULT"], partition: { state: ["DOWN"] } }] }), [
    { isDefault: true, isUp: false, maxMinutes: null },
  ])
  const reservation = {
    name: "r",
    node_list: "n1",
    users: "alice",
    accounts: "",
    start_time: { set: true, infinite: false, number: 1796119200 },
    end_time: { set: true, infinite: false, number: 1796126400 },
    flags: ["SPEC_NODES", "USER_DELETE"],
  }
  t.match(readReservations({ reservations: [reservation, { name: "odd" }] }, new Date(0)), [
    { flags: ["SPEC_NODES", "USER_DELETE"], isActive: false, partition: null },
  ])
})

t.test("tasks of arrays are none of ours, but wait before us", async t => {
  const task = {
    job_id: 9,
    array_job_id: 8,
    user_name: "bob",
    job_state: ["PENDING"],
    partition: "instant",
    priority: 1,
  }
  t.same(queuedJobs({ jobs: [task] }), [])
  t.equal(waitingJobs({ jobs: [task] }, "instant").length, 1)
})

t.test("a job that was requeued counts as it ended last, one that a signal ended as a shell tells it", async t => {
  const row = (start: number, state: string, code: object, held: readonly object[] = [{ type: "cpu", count: 1 }]) => ({
    job_id: 5,
    tres: { allocated: held },
    association: { user: "alice" },
    state: { current: [state] },
    time: { start, end: start + 5, elapsed: 5 },
    exit_code: code,
  })
  const body = {
    jobs: [
      row(2000, "FAILED", { return_code: { set: true, number: 0 }, signal: { id: { set: true, number: 9 } } }),
      row(1000, "REQUEUED", { return_code: { set: true, number: 0 } }),
    ],
  }
  t.match(accountedJobs(body), [{ state: "REQUEUED" }, { state: "FAILED", exitCode: 137, start: new Date(2000000) }])
  const waited = row(3000, "CANCELLED", {}, [])
  t.match(
    accountedJobs({ jobs: [waited, ...body.jobs] }).at(-1),
    { state: "CANCELLED", start: null, end: new Date(3005000), elapsedSeconds: 0, gpus: 0 },
    "what held nothing never began, whatever is told of it",
  )
})
