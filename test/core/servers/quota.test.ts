/** Quotas as pure functions: whose limits hold. */
import t from "tap"
import { fillWalltime, limitsOf, noLimits } from "../../../hub/core/servers/quota.ts"
import type { Demand } from "../../../hub/plugin/demand.ts"
import type { Limits, Queue } from "../../../hub/plugin/offer.ts"

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

t.test("a time that was not asked for", async t => {
  const open = demand({ walltimeMinutes: null })
  t.equal(fillWalltime(open, limits({ walltimeMinutes: 90 }), instant).walltimeMinutes, 90)
  t.equal(fillWalltime(open, noLimits, instant).walltimeMinutes, 120)
  t.equal(fillWalltime(open, noLimits, null).walltimeMinutes, null)
  t.equal(fillWalltime(demand(), limits({ walltimeMinutes: 90 }), instant).walltimeMinutes, 60, "what was asked stays")
})
