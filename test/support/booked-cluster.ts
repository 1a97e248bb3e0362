/** A cluster that keeps reservations as Slurm does, in memory: two nodes of two GPUs, refusals in Slurm's words, and silence when a test wants it. */
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import type {
  BookedJob,
  NodeResources,
  Reservation,
  ReservationRequest,
  RunningJob,
  Scheduler,
} from "../../hub/plugin/scheduler.ts"
import type { Spawner } from "../../hub/plugin/spawner.ts"
import { spawners } from "../../spawners/index.ts"

export interface BookedCluster {
  readonly spawner: Spawner
  readonly reservations: Map<string, Reservation>
  /** Those that run, as squeue would tell; a test changes the list. */
  readonly running: RunningJob[]
  /** What was asked of it, in order: `create NAME` and so on. */
  readonly asked: string[]
  /** Somebody makes one by hand. */
  byHand(name: string, row: Pick<Reservation, "start" | "end" | "nodes"> & Partial<Reservation>): void
  /** Jobs run or wait in a reservation, from now on. */
  jobsIn(name: string, jobs: readonly BookedJob[]): void
  /** The next call of this kind does not come back: before it did anything, or after. */
  breakNext(verb: string, when: "before" | "after"): void
  /** The next call of this kind is refused in these words. */
  refuseNext(verb: string, words: string): void
}

export function bookedCluster(nodes: readonly NodeResources[] = [node("n1"), node("n2")]): BookedCluster {
  const reservations = new Map<string, Reservation>()
  const runningJobs: RunningJob[] = []
  const asked: string[] = []
  const breaks = new Map<string, string>()
  const refusals = new Map<string, string>()
  const jobs = new Map<string, readonly BookedJob[]>()
  const put = (name: string, some: readonly BookedJob[]) =>
    void (some.length > 0 ? jobs.set(name, some) : jobs.delete(name))

  /** Slurm's part of a call, with what a test wants of it around. */
  async function call(verb: string, name: string, work: () => void): Promise<void> {
    asked.push(`${verb} ${name}`)
    const words = refusals.get(verb)
    refusals.delete(verb)
    if (words !== undefined) throw new Refusal(400, words)
    const when = breaks.get(verb)
    breaks.delete(verb)
    if (when === "before") throw new Fault(503, "Slurm does not answer")
    work()
    if (when === "after") throw new Fault(503, "Slurm does not answer")
  }

  const scheduler: Partial<Scheduler> = {
    resources: async () => ({ nodes, partitions: [] }),
    running: async () => runningJobs,
    reservations: async () => [...reservations.values()],
    createReservation: request =>
      call("create", request.name, () => {
        if (reservations.has(request.name)) throw new Refusal(400, "Reservation name is in use")
        const made = asReservation(request)
        const inTheWay = runningJobs.filter(
          ({ nodes, end }) => made.nodes.some(n => nodes.includes(n)) && (end ?? never) > made.start,
        )
        if (inTheWay.length > 0 && !request.ignoreJobs)
          throw new Refusal(403, "Slurm refused the booking: Requested nodes are busy", { code: "slurm-refused" })
        for (const other of reservations.values())
          if (meets(made, other)) throw new Refusal(400, "Requested reservation overlaps with another reservation")
        reservations.set(request.name, made)
      }),
    updateReservation: (name, { nodes, ...changes }) =>
      call("update", name, () => {
        const found = reservations.get(name)
        if (!found) throw new Refusal(404, "Requested reservation is invalid")
        reservations.set(name, { ...found, ...changes, nodes: nodes ?? found.nodes })
      }),
    deleteReservation: name =>
      call("delete", name, () => {
        // Slurm 24.11's words.
        if (jobs.has(name))
          throw new Refusal(403, "Slurm refused the end of the booking: Requested reservation is in use")
        reservations.delete(name)
      }),
    bookedJobs: async name => jobs.get(name) ?? [],
    leaveReservation: id =>
      call("leave", id, () => {
        for (const [name, some] of jobs)
          put(
            name,
            some.filter(job => job.id !== id),
          )
      }),
  }
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  return {
    spawner: { ...simple, scheduler: () => scheduler as Scheduler },
    reservations,
    running: runningJobs,
    asked,
    byHand: (name, row) => void reservations.set(name, { ...plain, name, ...row }),
    jobsIn: put,
    breakNext: (verb, when) => void breaks.set(verb, when),
    refuseNext: (verb, words) => void refusals.set(verb, words),
  }
}

export function node(name: string, gpus = 2, partitions = ["large"], usable = true): NodeResources {
  return {
    name,
    partitions,
    states: ["IDLE"],
    usable,
    cpus: 8,
    cpusUsed: 0,
    memoryMb: 4000,
    memoryMbUsed: 0,
    gpus: gpus === 0 ? [] : [{ type: "a100", total: gpus, used: 0 }],
  }
}

const never = new Date("9999-12-31")

const plain = {
  partition: null,
  gpus: 0,
  gpusByType: {},
  users: [],
  accounts: [],
  flags: [],
  isActive: false,
}

function asReservation(request: ReservationRequest): Reservation {
  const { part, name, start, end, partition, users, accounts } = request
  const nodes = "nodes" in part ? part.nodes : []
  return { ...plain, name, start, end, nodes, partition, users, accounts, gpus: "gpus" in part ? part.gpus : 0 }
}

function meets(a: Reservation, b: Reservation): boolean {
  return a.start < b.end && b.start < a.end && a.nodes.some(name => b.nodes.includes(name))
}
