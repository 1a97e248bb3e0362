/** What a refusal says: each limit, with what is used, asked and allowed. */
import t from "tap"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import { containerRefusal, refusal } from "../../../hub/core/servers/refusal.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import type { Limits, Queue } from "../../../hub/plugin/offer.ts"
import { instant as anyQueue, jupyter } from "../../support/slurm.ts"

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
const instant: Queue = { ...anyQueue, maxGpusPerJob: 2, gpuTypes: [] }
const idle = { gpus: 0, jobs: 0 }

type Usage = Parameters<typeof refusal>[1]

t.test("what a refusal says", async t => {
  const cases: readonly [string, Partial<Demand>, Usage, Partial<Limits>, object][] = [
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
    [
      "type of GPU",
      { gpuType: "h100" },
      idle,
      { gpuTypes: ["a100", "v100"] },
      {
        message: "You may not use GPUs of the type h100: choose a100 or v100.",
        detail: { code: "quota-gpu-types", limit: ["a100", "v100"], asked: "h100", allowed: ["a100", "v100"] },
      },
    ],
    ["any type, where not all are allowed", {}, idle, { gpuTypes: ["a100"] }, { detail: { code: "quota-gpu-types" } }],
    ["a type that is allowed", { gpuType: "a100" }, idle, { gpuTypes: ["a100"] }, {}],
    ["no GPU has no type", { gpus: 0 }, idle, { gpuTypes: [] }, {}],
    [
      "starts",
      {},
      { ...idle, starts: 3 },
      { startsPerDay: 3 },
      {
        message: "Your limit is 3 starts a day; 3 used today. The next is possible tomorrow.",
        detail: { code: "quota-starts", limit: 3, used: 3, asked: 1, allowed: 0 },
      },
    ],
    ["the last start of the day", {}, { ...idle, starts: 2 }, { startsPerDay: 3 }, {}],
    ["no GPUs at all while all are in use", { gpus: 0 }, { gpus: 4, jobs: 1 }, { gpus: 4 }, {}],
  ]
  for (const [name, wanted, usage, given, expected] of cases) {
    const answer = refusal(demand(wanted), usage, limits(given), instant)
    if (Object.keys(expected).length === 0) t.equal(answer, null, name)
    else t.match(answer, { status: 403, ...expected }, name)
  }
})

t.test("a container that is not offered", async t => {
  const offered = ["jupyter", "r"].map(name => ({ ...jupyter, name }))
  t.match(containerRefusal(demand({ container: "secret" }), offered), {
    message: "You may not use the container secret: choose jupyter or r.",
    detail: { code: "container-not-allowed", asked: "secret", allowed: ["jupyter", "r"] },
  })
  t.equal(containerRefusal(demand({ container: "r" }), offered), null)
  t.equal(containerRefusal(demand(), []), null)
})

t.test("types that the queue names", async t => {
  const queue = { ...instant, gpuTypes: ["a100", "1g.5gb"] }
  const asks = (gpuType: string | null, gpuTypes: string[] | null) =>
    refusal(demand({ gpuType }), idle, limits({ gpuTypes }), queue)
  t.equal(asks(null, ["a100", "1g.5gb", "h100"]), null, "any, where the person may have all that the queue has")
  t.match(asks(null, ["a100"]), { detail: { code: "quota-gpu-types", asked: null, allowed: ["a100"] } })
  t.match(asks("h100", ["h100"]), { detail: { code: "quota-gpu-types", allowed: [] } }, "a type that the queue has not")
  t.match(asks("h100", null), { message: /queue instant has no GPUs of the type h100: choose a100 or 1g.5gb/ })
  t.equal(asks("1g.5gb", null), null)
})

t.test("GPUs count by the weight of their type", async t => {
  const weights = { "1g.5gb": 0.15, shard: 0.1, h100: 2 }
  const asks = (gpus: number, gpuType: string, used: number) =>
    refusal(demand({ gpus, gpuType }), { gpus: used, jobs: 1 }, limits({ gpus: 1 }), null, weights)
  t.equal(asks(3, "shard", 0.7), null, "ten tenths are one")
  t.match(asks(4, "shard", 0.7), {
    message:
      "Your limit is 1 GPU at a time; 0.7 in use, you asked for 0.4 more (4 of the type shard). Up to 3 GPUs of the type shard would be allowed now.",
    detail: { code: "quota-gpus", limit: 1, used: 0.7, asked: 0.4, allowed: 3 },
  })
  t.match(asks(1, "h100", 0), { detail: { asked: 2, allowed: 0 } })
  t.equal(asks(1, "another", 0), null, "a type without a weight is one GPU")
})
