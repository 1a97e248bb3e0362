/** /hub/calendar: who has booked what, and where a booking is made. The page holds no bookings: its scripts ask the REST API. */
import { bookableQueues, readCluster, theCalendar } from "../../core/reservations/bookable.ts"
import type { BookableNode } from "../../core/reservations/room.ts"
import { offerFor } from "../../core/servers/offer.ts"
import { siteZone } from "../../core/site-zone.ts"
import type { Call } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"

export const calendarPage = page({
  path: "/calendar",
  summary: "The calendar of reservations",
  handler: "carme.CalendarHandler",
  scopes: ["read:reservations"],
  filters: true,
  statuses: [302, 403, 404],
  async handle(call) {
    const { core } = call
    const calendar = theCalendar(core)
    const cluster = await readCluster(core, calendar, 60_000).catch(error => {
      core.log.warn("The calendar is shown without the nodes: Slurm does not answer", { cause: error })
      return null
    })
    const queues = bookableQueues(core).map(({ name, displayName, partition }) => {
      const nodes = cluster?.nodes.get(partition) ?? []
      return {
        name,
        displayName,
        types: typesOf(nodes),
        nodes: nodes.map(node => ({ name: node.name, gpus: inWords(node) })),
      }
    })
    const settings = {
      queues,
      unit: calendar.settings.unit,
      zone: siteZone(core.config),
      may_book: await mayBook(call),
    }
    return await renderPage(call, "calendar", { calendar: settings, slurm_answers: cluster !== null })
  },
})

async function mayBook({ core, identity }: Call): Promise<boolean> {
  const scopes = identity.scopes.map(scope => scope.replace(/!.*/, ""))
  if (scopes.includes("admin:reservations") && identity.scopes.includes("admin:reservations")) return true
  if (identity.user === null || !scopes.includes("reservations")) return false
  return (await offerFor(core, identity.user)).limits.reservations !== null
}

function typesOf(nodes: readonly BookableNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(node => Object.keys(node.gpus)))].filter(type => type !== "").sort()
}

/** `2 a100`. */
function inWords({ gpus }: BookableNode): string {
  return Object.entries(gpus)
    .map(([type, count]) => `${count} ${type || (count === 1 ? "GPU" : "GPUs")}`)
    .join(", ")
}
