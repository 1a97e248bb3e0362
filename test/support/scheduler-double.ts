/** A scheduler whose answers lie in the test: what is free, who waits, and the time limits that it was told. */
import { Fault } from "../../hub/plugin/errors.ts"
import type { NodeResources, Reservation, Resources, Scheduler, WaitingJob } from "../../hub/plugin/scheduler.ts"

export interface SchedulerDouble extends Scheduler {
  nodes: readonly NodeResources[]
  queue: readonly WaitingJob[]
  booked: readonly Reservation[]
  /** Of any job. */
  nodesOfJob: readonly string[]
  reachable: boolean
  /** What setTimeLimit throws, once. */
  refuses: Error | null
  /** Job -> minutes. */
  readonly timeLimits: Map<string, number>
  /** Names of the questions, in their order. */
  readonly asked: string[]
}

/** One node with two free a100, in the partitions `instant` (two hours) and `large`. */
export function schedulerDouble(): SchedulerDouble {
  const answer = <T>(name: string, value: () => T): Promise<T> => {
    double.asked.push(name)
    return double.reachable
      ? Promise.resolve(value())
      : Promise.reject(new Fault(503, "Slurm does not answer (test). Try again in a moment."))
  }
  const double: SchedulerDouble = {
    nodes: [freeNode],
    queue: [],
    booked: [],
    nodesOfJob: [],
    reachable: true,
    refuses: null,
    timeLimits: new Map(),
    asked: [],
    accounted: () => answer("accounted", () => new Map()),
    resources: () => answer("resources", (): Resources => ({ nodes: double.nodes, partitions })),
    waiting: () => answer("waiting", () => double.queue),
    reservations: () => answer("reservations", () => double.booked),
    running: () => answer("running", () => []),
    jobNodes: () => answer("jobNodes", () => double.nodesOfJob),
    async setTimeLimit(id, minutes) {
      await answer("setTimeLimit", () => {})
      const refuses = double.refuses
      double.refuses = null
      if (refuses) throw refuses
      double.timeLimits.set(id, minutes)
    },
    createReservation: () => answer("createReservation", () => {}),
    updateReservation: () => answer("updateReservation", () => {}),
    deleteReservation: () => answer("deleteReservation", () => {}),
    bookedJobs: () => answer("bookedJobs", () => []),
    leaveReservation: () => answer("leaveReservation", () => {}),
  }
  return double
}

const freeNode: NodeResources = {
  name: "n1",
  partitions: ["instant", "large"],
  states: ["IDLE"],
  usable: true,
  cpus: 8,
  cpusUsed: 0,
  memoryMb: 4000,
  memoryMbUsed: 0,
  gpus: [{ type: "a100", total: 2, used: 0 }],
}

const partitions = [
  { name: "instant", isUp: true, isDefault: false, maxMinutes: 120, tier: 10 },
  { name: "large", isUp: true, isDefault: true, maxMinutes: 2880, tier: 1 },
]

export function waitingJob(id: string, parts: Partial<WaitingJob> = {}): WaitingJob {
  return { id, user: "bob", name: "x", partitions: ["large"], priority: 1, reason: "Resources", start: null, ...parts }
}
