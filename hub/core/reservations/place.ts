/** Finds the place of a booking beside the others and beside the jobs that run, within the rules of its owner. Throws a Refusal that says what would be allowed. */
import type { ReservationRow } from "../../db/reservations.ts"
import type { Limits } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { type BookableQueue, type BusyCluster, busyNodes, takenByJobs, takenIn, theCalendar } from "./bookable.ts"
import { conflict, type Surroundings } from "./conflict.ts"
import { type BookableNode, type Room, roomFor, type Taken, type Wanted, type Window } from "./room.ts"
import { ruleRefusal } from "./rules.ts"

export interface Asked {
  readonly window: Window
  readonly wanted: Wanted
  readonly queue: Pick<BookableQueue, "name" | "partition">
  readonly ownerId: number | null
  /** Null: the rules of the owner's roles do not hold. */
  readonly limits: Limits | null
  /** The booking that is to be changed. */
  readonly moved?: ReservationRow
  /** Nodes on which Slurm has refused it. */
  readonly avoid?: readonly string[]
}

/** What a booking that is there asks for, beyond the limits of its owner. */
export function askedBy(row: ReservationRow): Asked & { readonly moved: ReservationRow } {
  return {
    window: { starts: row.starts, ends: row.ends },
    wanted: {
      unit: row.unit,
      nodes: row.unit === "nodes" ? row.nodes.length : null,
      gpus: row.gpus,
      gpuType: row.gpu_type,
    },
    queue: { name: row.queue, partition: row.partition },
    ownerId: row.owner_id,
    limits: null,
    moved: row,
  }
}

export interface Known {
  readonly cluster: BusyCluster
  /** All bookings of the hub that hold their place, read under the lock. */
  readonly rows: readonly ReservationRow[]
  readonly now: Date
}

export interface Place extends Room {
  /** Until when jobs may run there, beyond its begin; null where none does. */
  readonly jobsUntil: Date | null
}

export function place(core: Core, asked: Asked, known: Known): Place {
  const { window, wanted, queue, ownerId, limits, moved } = asked
  const { settings } = theCalendar(core)
  const { now } = known
  const begun = moved?.state === "active"
  const around = surroundings(asked, known)
  const room = findRoom(asked, around, now, settings.overlapJobs !== "refuse")
  if (limits !== null) {
    const own = known.rows.filter(row => row.id !== moved?.id && row.owner_id === ownerId).map(heldBy)
    const gpus = room?.gpus ?? wanted.gpus
    const types = typesOf(
      around.nodes.filter(node => room === null || wanted.unit === "gpus" || room.nodes.includes(node.name)),
    )
    const proposal = { ...window, queue: queue.name, gpus, gpuType: wanted.gpuType, types }
    const no = ruleRefusal(proposal, { now, settings, limits, own, zone: siteZone(core.config), begun })
    if (no) throw no
  }
  // One that holds is made longer or shorter where it is: jobs may run there.
  const elsewhere = begun && room !== null && !sameNodes(room.nodes, moved.nodes)
  if (room === null || elsewhere) throw conflict(core, asked, around, now)
  return room
}

/** What is there and what of it is taken, as far as this booking is concerned. */
export function surroundings({ queue, wanted, moved, avoid = [] }: Asked, { cluster, rows }: Known): Surroundings {
  const begun = moved?.state === "active"
  const all = busyNodes(cluster, queue.partition, moved?.name ?? null).filter(node => !avoid.includes(node.name))
  const others = takenIn(
    queue.partition,
    cluster,
    rows.filter(row => row.id !== moved?.id),
  )
  // Beside one that holds, Slurm has let the jobs be that are there.
  const nodes = begun ? all.map(withoutJobs) : all
  return { nodes, others, taken: wanted.unit === "gpus" ? [...others, ...takenByJobs(nodes)] : others }
}

function findRoom({ window, wanted, moved }: Asked, around: Surroundings, now: Date, overJobs: boolean): Place | null {
  const free = roomFor(wanted, window, around.nodes, around.taken, now, moved?.nodes)
  if (free !== null) return { ...free, jobsUntil: null }
  if (!overJobs) return null
  // Those whose jobs are over first come first.
  const sorted = around.nodes.toSorted((a, b) => freeAt(a) - freeAt(b))
  const later = roomFor(wanted, window, sorted.map(withoutJobs), around.others, now, moved?.nodes)
  if (later === null) return null
  const held = around.nodes.filter(node => wanted.unit === "gpus" || later.nodes.includes(node.name))
  return { ...later, jobsUntil: new Date(Math.max(...held.map(freeAt))) }
}

function freeAt({ freeFrom }: BookableNode): number {
  return freeFrom?.getTime() ?? 0
}

function withoutJobs({ freeFrom, ...node }: BookableNode): BookableNode {
  return node
}

/** GPUs whose type Slurm does not tell are of none. */
function typesOf(nodes: readonly BookableNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(node => Object.keys(node.gpus)))].filter(type => type !== "")
}

/** What a person holds: the GPUs of whole nodes too. */
function heldBy({ starts, ends, nodes, gpus, gpu_type: gpuType }: ReservationRow): Taken {
  return { starts, ends, nodes, gpus, gpuType }
}

function sameNodes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(node => b.includes(node))
}
