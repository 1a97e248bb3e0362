/** Why there is no room for a booking, and when there would be. */
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { never, theCalendar } from "./bookable.ts"
import { type BookableNode, freeWindows, overlaps, roomFor, type Taken, type Wanted, type Window } from "./room.ts"
import { timeText } from "./zone-time.ts"

export interface Surroundings {
  readonly nodes: readonly BookableNode[]
  /** By bookings of the hub and of Slurm. */
  readonly others: readonly Taken[]
  /** By these and, where GPUs are booked, by jobs. */
  readonly taken: readonly Taken[]
}

interface Asked {
  readonly window: Window
  readonly wanted: Wanted
  readonly queue: { readonly name: string }
}

export interface FreeTimes {
  readonly windows: readonly Window[]
  /** A sentence. */
  readonly text: string
}

export function conflict(core: Core, asked: Asked, around: Surroundings, now: Date): Refusal {
  const { window, wanted } = asked
  const zone = siteZone(core.config)
  const what = wantedText(wanted)
  const bare = around.nodes.map(({ freeFrom, ...node }) => ({ ...node, usable: true }))
  if (roomFor(wanted, window, bare, [], now) === null) {
    const gpus = around.nodes.flatMap(node =>
      Object.entries(node.gpus).map(([type, n]) => `${n} ${type || "GPUs"} on ${node.name}`),
    )
    return new Refusal(
      409,
      `The queue ${asked.queue.name} does not have ${what} at all: it has ${gpus.slice(0, 8).join(", ") || `${around.nodes.length} nodes`}.`,
      { code: "reservation-too-large", asked: what },
    )
  }
  const inTheWay = around.others.filter(other => overlaps(other, window))
  const free = freeTimes(core, asked, around, now)
  return new Refusal(
    409,
    `At that time there is no room for ${what} in the queue ${asked.queue.name}: ${reason(asked, around, zone, now)}. ${free.text}`,
    {
      code: "reservation-conflict",
      asked: { starts: window.starts.toISOString(), ends: window.ends.toISOString() },
      used: inTheWay.map(other => ({ starts: other.starts.toISOString(), ends: other.ends.toISOString() })),
      allowed: free.windows.map(w => ({ starts: w.starts.toISOString(), ends: w.ends.toISOString() })),
    },
  )
}

/** The next windows of the same length that fit, in 30 days. */
export function freeTimes(core: Core, { window, wanted }: Asked, around: Surroundings, now: Date): FreeTimes {
  const zone = siteZone(core.config)
  const lead = theCalendar(core).settings.leadMinutes * 60_000
  const from = new Date(Math.max(now.getTime() + lead, window.starts.getTime() - dayMs))
  const until = new Date(window.starts.getTime() + 30 * dayMs)
  const lengthMs = window.ends.getTime() - window.starts.getTime()
  const windows = freeWindows(wanted, lengthMs, around.nodes, around.taken, { from, until, now, most: 3 })
  const times = windows.map(w => `${timeText(w.starts, zone, true)} to ${timeText(w.ends, zone, true)}`)
  const text =
    times.length === 0
      ? "There is no free time for it in the next 30 days."
      : `Free would be ${times.join("; ")} (${zone}).`
  return { windows, text }
}

/** `jobs run on n1 until Wed 2 Dec 02:21`, or that it is booked, or out of order. */
function reason({ window, wanted }: Asked, around: Surroundings, zone: string, now: Date): string {
  const idle = around.nodes.map(({ freeFrom, ...node }) => node)
  if (roomFor(wanted, window, idle, around.others, now) !== null) return jobsText(around.nodes, window, zone)
  const working = around.nodes.map(node => ({ ...node, usable: true }))
  if (roomFor(wanted, window, working, around.taken, now) !== null) return "nodes are out of order"
  return "it is booked"
}

/** Of those whose jobs may run beyond the begin. */
function jobsText(nodes: readonly BookableNode[], { starts }: Pick<Window, "starts">, zone: string): string {
  const busy = nodes.filter(node => node.freeFrom !== undefined && node.freeFrom > starts)
  const last = new Date(Math.max(...busy.map(node => node.freeFrom?.getTime() ?? 0)))
  const names = busy.slice(0, 8).map(node => node.name)
  const until = last >= never ? "have no time limit" : `may run until ${timeText(last, zone, true)}`
  return `jobs on ${names.join(", ")}${busy.length > names.length ? " and others" : ""} ${until}`
}

function wantedText({ nodes, gpus, gpuType }: Wanted): string {
  const type = gpuType === null ? "" : `${gpuType} `
  if (nodes !== null) return `${nodes} ${type}node${nodes === 1 ? "" : "s"}`
  return `${gpus} ${type}GPU${gpus === 1 ? "" : "s"}`
}

const dayMs = 24 * 3_600_000
