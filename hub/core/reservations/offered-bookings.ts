/** The bookings that hold now and that a person may start a server in: those of the calendar, and those made in Slurm by hand. */
import { listReservations, type ReservationRow } from "../../db/reservations.ts"
import type { Booking, Queue } from "../../plugin/offer.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { recentAnswers } from "../recent-answers.ts"
import { siteZone } from "../site-zone.ts"
import { type Cluster, calendarOf, readCluster } from "./bookable.ts"
import { admits, whoMayUse } from "./who-may-use.ts"
import { timeText } from "./zone-time.ts"

/** Nothing where the site has no calendar. `queues` are those that the person may use: a booking is used in one of them. */
export async function offeredBookings(
  core: Core,
  person: Pick<Person, "name">,
  queues: readonly Queue[],
): Promise<{ readonly bookings?: readonly Booking[] }> {
  if (calendarOf(core) === null) return {}
  const now = core.clock.now()
  const rows = (await listReservations(core.db, { from: now, states: ["active"] })).filter(row => row.made_at !== null)
  const users = await whoMayUse(core, rows)
  const mine = rows.filter(row => users.get(row.id)?.includes(person.name) && queues.some(q => q.name === row.queue))
  const cluster = await recent(core, "", () => look(core))
  const byHand = (cluster?.foreign ?? []).flatMap(found => {
    const queue = found.start <= now && found.end > now ? queueFor(found, person.name, queues, cluster) : undefined
    return queue ? [offeredByHand(core, found, queue, now)] : []
  })
  return { bookings: [...mine.map(row => offered(core, row, now)), ...byHand] }
}

const recent = recentAnswers<Cluster | null>(15_000)

/** A start must not fail because nobody can tell what was booked by hand. */
async function look(core: Core): Promise<Cluster | null> {
  const calendar = calendarOf(core)
  if (calendar === null) return null
  return readCluster(core, calendar, 15_000).catch(cause => {
    core.log.warn("failed to read the bookings made in Slurm by hand", { cause })
    return null
  })
}

/** The first of the person's queues that has nodes of it and that it lets in; the default queue before others. */
function queueFor(found: Reservation, user: string, queues: readonly Queue[], cluster: Cluster | null) {
  const reaches = ({ partition }: Queue) => {
    if (partition === null) return false
    if (found.partition !== null && found.partition !== partition) return false
    return cluster?.nodes.get(partition)?.some(node => found.nodes.includes(node.name)) ?? false
  }
  const fits = queues.filter(queue => reaches(queue) && admits(found, user, queue.account))
  return fits.find(queue => queue.isDefault) ?? fits[0]
}

function offeredByHand(core: Core, { name, nodes, end }: Reservation, queue: Queue, now: Date): Booking {
  const where = nodes.length > 3 ? `${nodes.length} nodes` : nodes.join(", ")
  return booking(core, { id: name, name, queue: queue.name, what: `${name} (made in Slurm): ${where}`, ends: end }, now)
}

function offered(core: Core, row: ReservationRow, now: Date): Booking {
  const what = row.unit === "nodes" ? row.nodes.join(", ") : `${row.gpus} ${row.gpu_type ?? ""} GPUs`.replace("  ", " ")
  return booking(core, { ...row, what }, now)
}

function booking(
  core: Core,
  { what, ends, ...rest }: Pick<Booking, "id" | "name" | "queue"> & { readonly what: string; readonly ends: Date },
  now: Date,
): Booking {
  const text = `${what} in ${rest.queue}, until ${timeText(ends, siteZone(core.config))}`
  const minutesLeft = Math.max(1, Math.floor((ends.getTime() - now.getTime()) / 60_000))
  return { id: rest.id, name: rest.name, queue: rest.queue, text, minutesLeft }
}
