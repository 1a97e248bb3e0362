import t from "tap"
import { placeOf, queueState, stateText } from "../../../hub/core/queues/queue-state.ts"
import type { NodeResources, Resources, WaitingJob } from "../../../hub/plugin/scheduler.ts"
import { instant } from "../../support/slurm.ts"

const node = (name: string, parts: Partial<NodeResources> = {}): NodeResources => ({
  name,
  partitions: ["instant", "large"],
  states: ["IDLE"],
  usable: true,
  cpus: 8,
  cpusUsed: 0,
  memoryMb: 4000,
  memoryMbUsed: 0,
  gpus: [{ type: "a100", total: 2, used: 0 }],
  ...parts,
})
const waitingJob = (id: string, ...partitions: string[]): WaitingJob => ({
  id,
  user: "alice",
  name: "x",
  partitions,
  priority: 1,
  reason: "Resources",
  start: null,
})
const partition = { isUp: true, isDefault: false, maxMinutes: null, tier: 1 }
const resources: Resources = {
  nodes: [
    node("n1", { cpusUsed: 3, gpus: [{ type: "a100", total: 2, used: 1 }] }),
    node("n2"),
    node("n3", { usable: false, states: ["DOWN"] }),
    node("n4", { partitions: ["other"] }),
    node("n5", { gpus: [{ type: "h100", total: 4, used: 0 }] }),
  ],
  partitions: [
    { ...partition, name: "instant" },
    { ...partition, name: "large", isDefault: true, isUp: false },
  ],
}
const waiting = [waitingJob("7", "large"), waitingJob("8", "instant", "large"), waitingJob("9", "other")]

t.test("free is what a job could get now, by type; a node that takes no jobs has nothing free", async t => {
  t.same(queueState(instant, { resources, waiting }), {
    isOpen: true,
    nodes: { total: 4, usable: 3, idle: 2 },
    cpus: { total: 32, free: 21 },
    gpus: [
      { type: "a100", total: 6, free: 3 },
      { type: "h100", total: 4, free: 4 },
    ],
    waiting: 1,
  })
})

t.test("a queue without a partition is the default one; what is not known is null", async t => {
  t.match(queueState({ ...instant, partition: null }, { resources, waiting: null }), { isOpen: false, waiting: null })
  t.equal(queueState({ ...instant, partition: "gone" }, { resources, waiting }), null)
  t.equal(queueState(instant, { resources: null, waiting }), null)
})

t.test("the state in a line", async t => {
  const state = queueState(instant, { resources, waiting })
  if (state === null) throw new Error("nothing is known")
  t.equal(stateText(state), "3 of 6 a100, 4 of 4 h100 free now, 1 job waits")
  t.equal(stateText({ ...state, gpus: [], waiting: 2 }), "21 of 32 CPUs free now, 2 jobs wait")
  t.equal(stateText({ ...state, gpus: [{ type: null, total: 2, free: 0 }], waiting: 0 }), "0 of 2 GPUs free now")
  t.equal(stateText({ ...state, isOpen: false }), "closed at the moment")
  t.equal(stateText({ ...state, nodes: { total: 1, usable: 0, idle: 0 } }), "no node is up at the moment, 1 job waits")
})

t.test("a place is counted among those that wait in the same partition", async t => {
  t.same(placeOf("7", waiting), { place: 1, of: 2 })
  t.same(placeOf("8", waiting), { place: 2, of: 2 })
  t.same(placeOf("9", waiting), { place: 1, of: 1 })
  t.equal(placeOf("10", waiting), null)
})
