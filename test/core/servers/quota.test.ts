/** Quotas as pure functions: whose limits hold, and what a refusal says. */
import t from "tap"
import { fillWalltime, limitsOf, noLimits, refusal } from "../../../hub/core/servers/quota.ts"
import type { Demand, Limits, Queue } from "../../../hub/plugin/spawner.ts"

const demand = (wanted: Partial<Demand> = {}): Demand => ({
  queue: "instant",
  container: null,
  gpus: 1,
  gpuType: null,
  cpus: null,
  memoryMb: null,
  walltimeMinutes: 60,
  ...wanted,
})
const limits = (some: Partial<Limits>): Limits => ({ ...noLimits, ...some })
const instant: Queue = {
  name: "instant",
  displayName: "Instant",
  description: "",
  partition: null,
  qos: null,
  account: null,
  maxWalltimeMinutes: 120,
  defaultWalltimeMinutes: null,
  maxGpusPerJob: 2,
  maxNodes: 1,
  gpuTypes: [],
  cpusPerGpu: 1,
  memoryMbPerGpu: 1,
  isInstant: false,
  isPreemptible: false,
  isDefault: true,
}
const idle = { gpus: 0, jobs: 0 }

t.test("whose limits hold", async t => {
  t.same(limitsOf(["user"], {}), noLimits, "where nobody has a quota there is none")
  const table = {
    user: { gpus: 1, gpusPerJob: 1, jobs: 2, walltimeMinutes: 120, queues: ["instant"] },
    lab: { gpus: 4, queues: ["large"] },
    staff: { jobs: null },
  }
  t.same(limitsOf(["user"], table), { ...noLimits, ...table.user })
  t.match(limitsOf(["user", "lab"], table), { gpus: 4, gpusPerJob: 1, jobs: 2, queues: ["instant", "large"] })
  t.equal(limitsOf(["user", "staff"], table).jobs, null, "None is no limit, and the most generous")
  t.equal(limitsOf(["lab"], table).jobs, null, "what none of a person's roles limits has no limit")
  t.match(limitsOf(["guest"], table), { gpus: 0, jobs: 0, queues: [] }, "a role without an entry gives nothing")
  t.match(limitsOf(["toString"], table), { jobs: 0 }, "a role may be called like anything")
  const privileges = {
    user: { qos: "low", nice: 100, reservations: null },
    lab: { addContainers: true, reservations: { daysAhead: 7, hours: 4 }, qos: "high", nice: 10 },
    staff: { reservations: { daysAhead: 30, hours: null }, gpuTypes: ["h100"] },
  }
  t.match(limitsOf(["user"], privileges), { addContainers: false, reservations: null, qos: "low", nice: 100 })
  t.match(
    limitsOf(["staff", "lab", "user"], privileges),
    { addContainers: true, reservations: { daysAhead: 30, hours: null }, qos: "high", nice: 10, gpuTypes: ["h100"] },
    "of two QOS that of the role further down the table",
  )
})

t.test("what a refusal says", async t => {
  const cases: readonly [string, Partial<Demand>, { gpus: number; jobs: number }, Partial<Limits>, object][] = [
    ["fits", {}, idle, { gpus: 1, gpusPerJob: 1, jobs: 1, walltimeMinutes: 60, queues: ["instant"] }, {}],
    ["exactly the last", {}, { gpus: 3, jobs: 1 }, { gpus: 4, jobs: 2 }, {}],
    [
      "GPUs in use",
      { gpus: 2 },
      { gpus: 3, jobs: 1 },
      { gpus: 4 },
      {
        message: "Your limit is 4 GPUs at a time; 3 in use, you asked for 2 more. Up to 1 GPU would be allowed now.",
        detail: { code: "quota-gpus", limit: 4, used: 3, asked: 2, allowed: 1 },
      },
    ],
    [
      "one GPU in use of one",
      {},
      { gpus: 1, jobs: 1 },
      { gpus: 1 },
      { message: /limit is 1 GPU at a time; 1 in use.*None would be allowed now/, detail: { allowed: 0 } },
    ],
    [
      "too many for one session",
      { gpus: 2 },
      idle,
      { gpus: 8, gpusPerJob: 1 },
      { detail: { code: "quota-gpus-per-job", limit: 1, asked: 2, allowed: 1 } },
    ],
    ["too many for the queue", { gpus: 3 }, idle, {}, { detail: { code: "quota-gpus-per-job", limit: 2, allowed: 2 } }],
    [
      "sessions",
      { gpus: 0 },
      { gpus: 0, jobs: 2 },
      { jobs: 2 },
      { message: /2 sessions at a time; 2 in use/, detail: { code: "quota-jobs", limit: 2, used: 2, allowed: 0 } },
    ],
    [
      "time",
      { walltimeMinutes: 121 },
      idle,
      { walltimeMinutes: 90 },
      {
        message: "Your limit is a time of 1:30:00; you asked for 2:01:00. Up to 1:30:00 would be allowed now.",
        detail: { code: "quota-walltime", limit: 90, asked: 121, allowed: 90 },
      },
    ],
    ["time of the queue", { walltimeMinutes: 121 }, idle, {}, { detail: { code: "quota-walltime", limit: 120 } }],
    [
      "another queue",
      {},
      idle,
      { queues: ["large"] },
      {
        message: "You may not use the queue instant: your roles allow large.",
        detail: { code: "queue-not-allowed", asked: "instant", allowed: ["large"] },
      },
    ],
    ["no GPUs at all while all are in use", { gpus: 0 }, { gpus: 4, jobs: 1 }, { gpus: 4 }, {}],
  ]
  for (const [name, wanted, usage, given, expected] of cases) {
    const answer = refusal(demand(wanted), usage, limits(given), instant)
    if (Object.keys(expected).length === 0) t.equal(answer, null, name)
    else t.match(answer, { status: 403, ...expected }, name)
  }
})

t.test("a time that was not asked for", async t => {
  const open = demand({ walltimeMinutes: null })
  t.equal(fillWalltime(open, limits({ walltimeMinutes: 90 }), instant).walltimeMinutes, 90)
  t.equal(fillWalltime(open, noLimits, instant).walltimeMinutes, 120)
  t.equal(fillWalltime(open, noLimits, null).walltimeMinutes, null)
  t.equal(fillWalltime(demand(), limits({ walltimeMinutes: 90 }), instant).walltimeMinutes, 60, "what was asked stays")
})
