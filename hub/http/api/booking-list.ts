/** The bookings that a question is about, as its asker may see them: those of the hub and those made in Slurm by hand. */
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { readCluster, theCalendar } from "../../core/reservations/bookable.ts"
import { sightOf } from "../../core/reservations/sight.ts"
import { admits } from "../../core/reservations/who-may-use.ts"
import { listReservations, liveStates, reservationStates } from "../../db/reservations.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import { foreignModel, type ReservationModel, reservationModel } from "../models/reservation-model.ts"

/** Slurm is asked for those made by hand at most this often, however many look. */
const freshMs = 5000

interface ListQuery {
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly state?: string | undefined
}

export async function listed(core: Core, identity: Identity, query: ListQuery): Promise<readonly ReservationModel[]> {
  const calendar = theCalendar(core)
  const window = { from: query.from ?? core.clock.now(), ...(query.to ? { to: query.to } : {}) }
  const states = statesOf(query.state)
  // One that failed stays before the eyes of those who counted on it, until its time is over.
  const live = states === liveStates
  const found = await listReservations(core.db, { ...window, states: live ? [...states, "failed"] : states })
  const sight = await sightOf(core, identity, found)
  const rows = found.filter(row => !live || row.state !== "failed" || sight(row).mine)
  const { foreign } = await readCluster(core, calendar, freshMs)
  const there = foreign
    .filter(found => found.end > window.from && (!query.to || found.start < query.to))
    .map(found => foreignModel(found, !calendar.settings.private, mayUse(core, found, identity.user?.name)))
    .filter(model => states.includes(model.state))
  return [...rows.map(row => reservationModel(row, sight(row))), ...there].toSorted(byStart)
}

/** With the account of any queue: in which of them it is used, is chosen at the start. */
function mayUse(core: Core, found: Reservation, user: string | undefined): boolean {
  const queues = Object.values(core.config.get("CarmeHub.queues"))
  return user !== undefined && queues.some(queue => admits(found, user, queue.account))
}

function statesOf(asked: string | undefined): readonly (typeof reservationStates)[number][] {
  if (asked === undefined || asked === "live") return liveStates
  return reservationStates.filter(state => asked === "all" || state === asked)
}

function byStart(a: ReservationModel, b: ReservationModel): number {
  return String(a.starts).localeCompare(String(b.starts)) || a.name.localeCompare(b.name)
}
