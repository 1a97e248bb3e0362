/** Finds the place of a booking beside the others, within the rules of its owner. Throws a Refusal that says what would be allowed. */
import type { ReservationRow } from "../../db/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { type BookableQueue, type Cluster, takenIn, theCalendar } from "./bookable.ts"
import {
  type BookableNode,
  freeWindows,
  overlaps,
  type Room,
  roomFor,
  type Taken,
  type Wanted,
  type Window,
} from "./room.ts"
import { ruleRefusal } from "./rules.ts"
import { timeText } from "./zone-time.ts"

interface Asked {
  readonly window: Window
  readonly wanted: Wanted
  readonly queue: Pick<BookableQueue, "name" | "partition">
  readonly ownerId: number | null
  /** Null: the rules of the owner's roles do not hold. */
  readonly limits: Limits | null
  /** The booking that is to be changed. */
  readonly moved?: ReservationRow
}

interface Known {
  readonly cluster: Cluster
  /** All bookings of the hub that hold their place, read under the lock. */
  readonly rows: readonly ReservationRow[]
  readonly now: Date
}

export function place(core: Core, asked: Asked, { cluster, rows, now }: Known): Room {
  const { window, wanted, queue, ownerId, limits, moved } = asked
  const nodes = cluster.nodes.get(queue.partition) ?? []
  const others = rows.filter(row => row.id !== moved?.id)
  const taken = takenIn(queue.partition, cluster, others)
  const begun = moved?.state === "active"
  const room = roomFor(wanted, window, nodes, taken, now, moved?.nodes)
  if (limits !== null) {
    const { settings } = theCalendar(core)
    const own = others.filter(row => row.owner_id === ownerId).map(heldBy)
    const gpus = room?.gpus ?? wanted.gpus
    const types = typesOf(
      nodes.filter(node => room === null || wanted.unit === "gpus" || room.nodes.includes(node.name)),
    )
    const proposal = { ...window, queue: queue.name, gpus, gpuType: wanted.gpuType, types }
    const no = ruleRefusal(proposal, { now, settings, limits, own, zone: siteZone(core.config), begun })
    if (no) throw no
  }
  // One that holds is made longer or shorter where it is: jobs may run there.
  const elsewhere = begun && room !== null && !sameNodes(room.nodes, moved.nodes)
  if (room === null || elsewhere) throw conflict(core, asked, nodes, taken, now)
  return room
}

/** GPUs whose type Slurm does not tell are of none. */
function typesOf(nodes: readonly BookableNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(node => Object.keys(node.gpus)))].filter(type => type !== "")
}

/** What a person holds: the GPUs of whole nodes too. */
function heldBy({ starts, ends, nodes, gpus, gpu_type: gpuType }: ReservationRow): Taken {
  return { starts, ends, nodes, gpus, gpuType }
}

function conflict(
  core: Core,
  asked: Asked,
  nodes: readonly BookableNode[],
  taken: readonly Taken[],
  now: Date,
): Refusal {
  const { window, wanted } = asked
  const zone = siteZone(core.config)
  const what = wantedText(wanted)
  if (
    roomFor(
      wanted,
      window,
      nodes.map(node => ({ ...node, usable: true })),
      [],
      now,
    ) === null
  ) {
    const gpus = nodes.flatMap(node =>
      Object.entries(node.gpus).map(([type, n]) => `${n} ${type || "GPUs"} on ${node.name}`),
    )
    return new Refusal(
      409,
      `The queue ${asked.queue.name} does not have ${what} at all: it has ${gpus.slice(0, 8).join(", ") || `${nodes.length} nodes`}.`,
      {
        code: "reservation-too-large",
        asked: what,
      },
    )
  }
  const lead = theCalendar(core).settings.leadMinutes * 60_000
  const from = new Date(Math.max(now.getTime() + lead, window.starts.getTime() - dayMs))
  const until = new Date(window.starts.getTime() + 30 * dayMs)
  const lengthMs = window.ends.getTime() - window.starts.getTime()
  const free = freeWindows(wanted, lengthMs, nodes, taken, { from, until, now, most: 3 })
  const inTheWay = taken.filter(other => overlaps(other, window))
  const times = free.map(w => `${timeText(w.starts, zone, true)} to ${timeText(w.ends, zone, true)}`)
  const advice =
    times.length === 0
      ? "There is no free time for it in the next 30 days."
      : `Free would be ${times.join("; ")} (${zone}).`
  return new Refusal(
    409,
    `At that time there is no room for ${what} in the queue ${asked.queue.name}: it is booked. ${advice}`,
    {
      code: "reservation-conflict",
      asked: { starts: window.starts.toISOString(), ends: window.ends.toISOString() },
      used: inTheWay.map(other => ({ starts: other.starts.toISOString(), ends: other.ends.toISOString() })),
      allowed: free.map(w => ({ starts: w.starts.toISOString(), ends: w.ends.toISOString() })),
    },
  )
}

function wantedText({ nodes, gpus, gpuType }: Wanted): string {
  const type = gpuType === null ? "" : `${gpuType} `
  if (nodes !== null) return `${nodes} ${gpuType === null ? "" : `${gpuType} `}node${nodes === 1 ? "" : "s"}`
  return `${gpus} ${type}GPU${gpus === 1 ? "" : "s"}`
}

function sameNodes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(node => b.includes(node))
}

const dayMs = 24 * 3_600_000
