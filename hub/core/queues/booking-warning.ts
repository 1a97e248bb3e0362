/** The warning of a start that bookings of others are in the way of: what, until when it could run, and what to do. */

import type { Demand } from "../../plugin/demand.ts"
import type { StartEstimate } from "../../plugin/scheduler.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import type { Core } from "../core.ts"
import { recentAnswers } from "../recent-answers.ts"
import { timeText } from "../reservations/zone-time.ts"
import { siteZone } from "../site-zone.ts"
import { type BookingAhead, bookingAhead } from "./booking-ahead.ts"
import { clusterView } from "./cluster-view.ts"
import { partitionOf } from "./queue-state.ts"

export interface BookingWarning extends BookingAhead {
  readonly message: string
}

const recent = recentAnswers<Awaited<ReturnType<typeof ask>>>(5_000)

/** Null: nothing is in the way as far as anybody can tell. What Slurm would start at once is in nobody's way. */
export async function bookingWarning(
  core: Core,
  user: string,
  demand: Demand,
  start: StartEstimate | null,
): Promise<BookingWarning | null> {
  const now = core.clock.now()
  if (start === null || start.outcome === "refused") return null
  if (start.outcome === "start" && start.at.getTime() - now.getTime() < atOnceMs) return null
  const queue = demand.queue === null ? undefined : core.config.get("CarmeHub.queues")[demand.queue]
  const [{ resources }, reservations] = await Promise.all([clusterView(core), recent(core, "", () => ask(core))])
  const partition = resources === null || queue === undefined ? undefined : partitionOf(queue, resources)
  if (resources === null || partition === undefined) return null
  const nodes = resources.nodes.filter(node => node.partitions.includes(partition.name))
  const met = bookingAhead({ user, demand, nodes, reservations, now })
  return met && { ...met, message: messageOf(met, queue?.displayName ?? "", demand, now, siteZone(core.config)) }
}

const atOnceMs = 60_000

/** A look is help, not a duty, as in cluster-view.ts. */
async function ask(core: Core) {
  try {
    return (await core.spawner.scheduler?.(core.spawnerContext)?.reservations()) ?? []
  } catch (error) {
    core.log.warn("What is booked could not be asked for", { cause: error })
    return []
  }
}

function messageOf(met: BookingAhead, queue: string, demand: Demand, now: Date, zone: string): string {
  const { starts, ends, allowedMinutes } = met
  const begun = starts <= now
  const when = begun
    ? `until ${timeText(ends, zone)}`
    : `from ${timeText(starts, zone, true)} to ${timeText(ends, zone)}`
  const what = `Others have booked in the queue ${queue} ${when}; what is left is not enough for this session.`
  if (begun) return `${what} Slurm lets it wait until there is room. Ask for less, or for another queue.`
  const time =
    demand.walltimeMinutes === null
      ? "Without a time limit"
      : `With a time of ${formatWalltime(demand.walltimeMinutes)}`
  const shorter = allowedMinutes === 0 ? "" : `for ${formatWalltime(allowedMinutes)} at most, `
  return `${what} ${time} it would run into that, so Slurm lets it wait and starts it later. To start sooner, ask ${shorter}for less or for another queue.`
}
