/** What a person may choose from: the queues of that person's roles, their containers and the site's, and the limits. */
import { openProjectsOf } from "../../db/projects.ts"
import type { UserRow } from "../../db/rows.ts"
import type { Limits, Offer } from "../../plugin/offer.ts"
import type { Person } from "../../plugin/spawner.ts"
import { offeredContainers } from "../containers/offered.ts"
import type { Core } from "../core.ts"
import { personLimits } from "../quotas/person-limits.ts"
import { offeredBookings } from "../reservations/offered-bookings.ts"
import { personOf } from "../users/person.ts"

export async function offerFor(core: Core, user: UserRow): Promise<Offer> {
  return offerOf(core, await personOf(core, user))
}

export async function offerOf(core: Core, person: Person): Promise<Offer> {
  const { limits } = await personLimits(core, person)
  const projects = await openProjectsOf(core.db, person.id, core.clock.now())
  const queues = Object.values(core.config.get("CarmeHub.queues")).filter(queue => allowed(queue.name, limits))
  return {
    queues,
    containers: await offeredContainers(core, person, limits),
    limits,
    ...(await offeredBookings(core, person, queues)),
    projects: projects.map(({ name, display_name }) => ({ name, displayName: display_name })),
  }
}

function allowed(queue: string, { queues }: Limits): boolean {
  return queues === null || queues.includes(queue)
}
