/** What there is to book, as the configuration and Slurm say, and what of it is booked in Slurm by hand. */
import type { ReservationSettings } from "../../config/carme/reservations.ts"
import type { ReservationRow } from "../../db/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Queue } from "../../plugin/offer.ts"
import type { NodeResources, Reservation, RunningJob, Scheduler } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import type { BookableNode, Taken } from "./room.ts"

export interface Calendar {
  readonly settings: ReservationSettings
  readonly scheduler: Scheduler
}

/** Null: this site has no calendar. */
export function calendarOf(core: Core): Calendar | null {
  const settings = core.config.get("CarmeHub.reservations")
  const scheduler = core.spawner.scheduler?.(core.spawnerContext)
  return settings === null || !scheduler ? null : { settings, scheduler }
}

/** Throws a Refusal 404 where there is none. */
export function theCalendar(core: Core): Calendar {
  const calendar = calendarOf(core)
  if (calendar) return calendar
  throw new Refusal(404, "This hub has no calendar of reservations.", { code: "reservations-off" })
}

/** A queue whose partition can be booked. */
export type BookableQueue = Queue & { readonly partition: string }

export function bookableQueues(core: Core): readonly BookableQueue[] {
  const names = core.config.get("CarmeHub.reservations")?.queues ?? null
  const queues = Object.values(core.config.get("CarmeHub.queues"))
  return queues.filter(isBookable).filter(queue => names === null || names.includes(queue.name))
}

export interface Cluster {
  /** The nodes of each partition. */
  readonly nodes: ReadonlyMap<string, readonly BookableNode[]>
  /** Made in Slurm by hand: not by this hub. */
  readonly foreign: readonly Reservation[]
}

/** As Slurm says it now; kept for a moment, for a calendar that many people look at. */
export async function readCluster(core: Core, { scheduler }: Calendar, freshMs = 0): Promise<Cluster> {
  const now = core.clock.now().getTime()
  const known = kept.get(core)
  if (known && now - known.at < freshMs) return known.cluster
  const [resources, reservations] = await Promise.all([scheduler.resources(), scheduler.reservations()])
  const nodes = new Map<string, BookableNode[]>()
  for (const node of resources.nodes) {
    const bookable = bookableNode(node)
    for (const partition of node.partitions) nodes.set(partition, [...(nodes.get(partition) ?? []), bookable])
  }
  const cluster = { nodes, foreign: reservations.filter(reservation => !isOurs(core, reservation.name)) }
  kept.set(core, { at: now, cluster })
  return cluster
}

/** What a place is found in: with the jobs that run now. */
export interface BusyCluster extends Cluster {
  readonly jobs: readonly RunningJob[]
}

export async function readBusyCluster(core: Core, calendar: Calendar): Promise<BusyCluster> {
  const [cluster, jobs] = await Promise.all([readCluster(core, calendar), calendar.scheduler.running()])
  return { ...cluster, jobs }
}

/** The nodes of a partition, each with the time when the jobs on it are over; those in the reservation `own` are not in its way. */
export function busyNodes(
  { nodes, jobs }: BusyCluster,
  partition: string,
  own: string | null,
): readonly BookableNode[] {
  const until = new Map<string, Date>()
  for (const job of jobs.filter(job => own === null || job.reservation !== own)) {
    const end = job.end ?? never
    for (const name of job.nodes) if (end > (until.get(name) ?? epoch)) until.set(name, end)
  }
  return (nodes.get(partition) ?? []).map(node => {
    const freeFrom = until.get(node.name)
    return freeFrom ? { ...node, freeFrom } : node
  })
}

/** GPUs that jobs hold, where GPUs are booked: which job holds which is not told, so all of a node until its last job is over. */
export function takenByJobs(nodes: readonly BookableNode[]): readonly Taken[] {
  return nodes.flatMap(({ name, freeFrom, used = {} }) =>
    freeFrom === undefined
      ? []
      : Object.entries(used).map(([type, gpus]) => ({
          ...{ starts: epoch, ends: freeFrom, nodes: [name] },
          ...{ gpus, gpuType: type === "" ? null : type },
        })),
  )
}

const epoch = new Date(0)
/** The end of a job without a time limit. */
export const never: Date = new Date("9999-12-31T00:00:00Z")

/** Whether a reservation in Slurm has a name that this hub gives. */
export function isOurs(core: Core, name: string): boolean {
  return name.startsWith(namePrefix(core))
}

/** Several hubs may share a cluster: each knows its own by this. */
export function namePrefix(core: Core): string {
  return `carme-${core.hubId}-`
}

/** What is in the way of a booking in `partition`: bookings of the hub, and those made by hand. */
export function takenIn(partition: string, cluster: Cluster, rows: readonly ReservationRow[]): readonly Taken[] {
  const shared = (other: string) => {
    const names = (cluster.nodes.get(partition) ?? []).map(node => node.name)
    return (cluster.nodes.get(other) ?? []).some(node => names.includes(node.name))
  }
  const ours = rows.filter(row => row.unit === "nodes" || shared(row.partition))
  const names = new Set((cluster.nodes.get(partition) ?? []).map(node => node.name))
  const foreign = cluster.foreign.filter(other => other.nodes.some(node => names.has(node)))
  return [...ours.map(takenByRow), ...foreign.map(takenByHand)]
}

function takenByRow(row: ReservationRow): Taken {
  const { starts, ends, nodes, gpu_type: gpuType } = row
  return { starts, ends, nodes, gpus: row.unit === "nodes" ? 0 : row.gpus, gpuType }
}

function takenByHand(other: Reservation): Taken {
  const types = Object.keys(other.gpusByType)
  const gpuType = types.length === 1 ? (types[0] ?? null) : null
  return { starts: other.start, ends: other.end, nodes: other.nodes, gpus: other.gpus, gpuType }
}

function bookableNode({ name, usable, gpus }: NodeResources): BookableNode {
  const used = byType(gpus, "used")
  return { name, usable, gpus: byType(gpus, "total"), ...(Object.keys(used).length === 0 ? {} : { used }) }
}

function byType(gpus: NodeResources["gpus"], which: "total" | "used"): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const gpu of gpus) if (gpu[which] > 0) counts[gpu.type ?? ""] = (counts[gpu.type ?? ""] ?? 0) + gpu[which]
  return counts
}

function isBookable(queue: Queue): queue is BookableQueue {
  return queue.partition !== null
}

const kept = new WeakMap<Core, { readonly at: number; readonly cluster: Cluster }>()
