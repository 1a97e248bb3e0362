/** Bookings as an iCalendar text (RFC 5545), times in UTC: right in every zone, daylight saving included. */
import type { ReservationRow } from "../../db/reservations.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import type { Sight } from "./sight.ts"

interface Entry {
  readonly row: ReservationRow
  readonly sight: Sight
}

/** `byHand` are those made in Slurm by hand. */
export async function feed(
  core: Core,
  entries: readonly Entry[],
  byHand: readonly Reservation[] = [],
): Promise<string> {
  const { default: ical, ICalCalendarMethod, ICalEventStatus } = await import("ical-generator")
  const calendar = ical({
    name: "GPU reservations",
    prodId: { company: "carme-hub", product: "reservations", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    timezone: null,
    ttl: 900,
    x: [["X-WR-TIMEZONE", siteZone(core.config)]].map(([key = "", value = ""]) => ({ key, value })),
  })
  for (const { row, sight } of entries) {
    calendar.createEvent({
      id: `${row.name}@${core.hubId}.carme-hub`,
      sequence: row.version,
      start: row.starts,
      end: row.ends,
      stamp: row.changed_at,
      created: row.created_at,
      lastModified: row.changed_at,
      summary: summary(row, sight),
      description: sight.details ? row.note : "",
      location: row.nodes.length > 0 ? row.nodes.join(", ") : `queue ${row.queue}`,
      status: row.state === "requested" ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    })
  }
  for (const { name, start, end, nodes } of byHand) {
    calendar.createEvent({
      // Slurm gives a name anew once the one before is over.
      id: `${name}-${start.getTime() / 1000}@${core.hubId}.carme-hub`,
      ...{ start, end, stamp: core.clock.now() },
      summary: `${name} (made in Slurm): ${count(nodes.length, "node")}`,
      location: nodes.join(", "),
      status: ICalEventStatus.CONFIRMED,
    })
  }
  return calendar.toString()
}

function summary(row: ReservationRow, { owner }: Sight): string {
  const what =
    row.unit === "nodes"
      ? count(row.nodes.length, "node")
      : count(row.gpus, row.gpu_type ? `${row.gpu_type} GPU` : "GPU")
  const asked = row.state === "requested" ? " (not approved yet)" : ""
  return `${what} in ${row.queue}${owner ? `: ${row.owner_name}` : ""}${asked}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`
}
