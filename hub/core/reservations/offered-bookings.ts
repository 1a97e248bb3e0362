/** The bookings that hold now and that a person may start a server in. */
import { listReservations, type ReservationRow } from "../../db/reservations.ts"
import type { Booking } from "../../plugin/offer.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { calendarOf } from "./bookable.ts"
import { whoMayUse } from "./who-may-use.ts"
import { timeText } from "./zone-time.ts"

/** Nothing where the site has no calendar. */
export async function offeredBookings(
  core: Core,
  person: Pick<Person, "name">,
): Promise<{ readonly bookings?: readonly Booking[] }> {
  if (calendarOf(core) === null) return {}
  const now = core.clock.now()
  const rows = (await listReservations(core.db, { from: now, states: ["active"] })).filter(row => row.made_at !== null)
  const users = await whoMayUse(core, rows)
  const mine = rows.filter(row => users.get(row.id)?.includes(person.name))
  return { bookings: mine.map(row => offered(core, row, now)) }
}

function offered(core: Core, row: ReservationRow, now: Date): Booking {
  const what = row.unit === "nodes" ? row.nodes.join(", ") : `${row.gpus} ${row.gpu_type ?? ""} GPUs`.replace("  ", " ")
  const text = `${what} in ${row.queue}, until ${timeText(row.ends, siteZone(core.config))}`
  const minutesLeft = Math.max(1, Math.floor((row.ends.getTime() - now.getTime()) / 60_000))
  return { id: row.id, name: row.name, queue: row.queue, text, minutesLeft }
}
