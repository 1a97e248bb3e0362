/** What people do to a booking that is there: change it, say yes or no to it, cancel it. Each is a compare-and-set in one transaction. */
import type { Queryable } from "../../db/db.ts"
import { lockSubjects } from "../../db/ledger.ts"
import {
  changeReservation,
  findReservation,
  listReservations,
  liveStates,
  type ReservationRow,
} from "../../db/reservations.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { offerFor } from "../servers/offer.ts"
import { readBusyCluster, theCalendar } from "./bookable.ts"
import { next, type ReservationEvent } from "./lifecycle.ts"
import { needsApproval } from "./needs-approval.ts"
import { askedBy, place } from "./place.ts"
import { release } from "./release.ts"
import { checkWindow } from "./rules.ts"
import { reservationsKey } from "./wake.ts"

export interface Changes {
  readonly starts?: Date
  readonly ends?: Date
  readonly timeZone?: string
  readonly users?: readonly string[]
  readonly group?: string | null
  readonly note?: string
}

export interface By {
  readonly name: string
  /** See BookingRequest. */
  readonly beyondRules: boolean
  /** The version that the person saw; a later one is not overwritten. */
  readonly version?: number
}

export async function changeBooking(core: Core, id: number, changes: Changes, by: By): Promise<ReservationRow> {
  const calendar = theCalendar(core)
  const cluster = await readBusyCluster(core, calendar)
  const owner = await ownerOf(core, id)
  const limits = by.beyondRules || owner === null ? null : (await offerFor(core, owner)).limits
  return act(core, id, by, (row, rows) => {
    const now = core.clock.now()
    const window = { starts: changes.starts ?? row.starts, ends: changes.ends ?? row.ends }
    const moves = window.starts.getTime() !== row.starts.getTime() || window.ends.getTime() !== row.ends.getTime()
    const patch = {
      users: changes.users ?? row.users,
      group_name: changes.group === undefined ? row.group_name : changes.group,
      note: changes.note ?? row.note,
      time_zone: changes.timeZone ?? row.time_zone,
    }
    if (!moves) return { event: "change", patch }
    checkWindow(window, now)
    const begun = row.state === "active"
    if (begun && window.starts.getTime() !== row.starts.getTime())
      throw new Refusal(409, "This booking has begun: its begin cannot be moved, only its end.", {
        code: "reservation-begun",
      })
    const grows = window.starts < row.starts || window.ends > row.ends
    const asks = grows && !by.beyondRules && needsApproval(calendar.settings, row.queue)
    if (begun && asks)
      throw new Refusal(
        403,
        "Bookings in this queue need an approval, so a running one cannot be made longer. Book the time after it.",
        {
          code: "reservation-approval",
        },
      )
    // One that is made shorter breaks no rule that it did not break before, however soon it begins.
    const bounds = grows ? limits : null
    const asked = { ...askedBy(row), window, limits: bounds }
    const { nodes } = place(core, asked, { cluster, rows, now })
    const unasked = asks ? { approved_by: null, approved_at: null } : {}
    return { event: asks ? "ask-again" : "change", patch: { ...patch, ...window, nodes, ...unasked } }
  })
}

/** `yes` false is a refusal; the message is shown to the owner. */
export function decideBooking(core: Core, id: number, yes: boolean, message: string, by: By): Promise<ReservationRow> {
  theCalendar(core)
  return act(core, id, by, row => {
    const now = core.clock.now()
    if (yes && row.ends <= now)
      throw new Refusal(409, "The time of this booking is over.", { code: "reservation-over" })
    const approved = { approved_by: by.name, approved_at: now }
    return {
      event: yes ? "approve" : "refuse",
      patch: { ...(yes ? approved : {}), message: message === "" ? null : message },
    }
  })
}

/**
 * A booking that holds ends now; one that is still to come never was. Slurm keeps one that is in use: the answer is
 * then `ending`, and says what is kept and until when.
 */
export async function cancelBooking(core: Core, id: number, by: By): Promise<ReservationRow> {
  const calendar = theCalendar(core)
  const row = await act(core, id, by, () => ({ event: "cancel", patch: { message: `Cancelled by ${by.name}` } }))
  if (row.state !== "ending") return row
  return release(core, calendar, row).catch(cause => {
    core.log.warn("failed to delete a cancelled booking in Slurm; it is tried again", { booking: row.name, cause })
    return row
  })
}

interface Act {
  readonly event: ReservationEvent
  readonly patch: Partial<Omit<ReservationRow, "id" | "version" | "state">>
}

async function act(
  core: Core,
  id: number,
  by: By,
  decide: (row: ReservationRow, rows: readonly ReservationRow[]) => Act,
): Promise<ReservationRow> {
  const changed = await core.db.tx(async t => {
    await lockSubjects(t, ["reservations"])
    const row = await theReservation(t, id)
    if (by.version !== undefined && by.version !== row.version) throw outdated()
    const { event, patch } = decide(row, await listReservations(t, { states: liveStates }))
    const state = next(row.state, event)
    if (state === null) throw overAlready(row, event)
    const full = { ...patch, state, changed_by: by.name, changed_at: core.clock.now() }
    // The keeper of the calendar, which says what Slurm did, takes no lock.
    if (!(await changeReservation(t, row, full))) throw outdated()
    return { ...row, ...full, version: row.version + 1 }
  })
  core.bus.wake(reservationsKey)
  return changed
}

/** Throws a Refusal 404. */
export async function theReservation(db: Queryable, id: number): Promise<ReservationRow> {
  const row = await findReservation(db, id)
  if (row) return row
  throw new Refusal(404, `There is no booking ${id}.`, { code: "reservation-unknown" })
}

async function ownerOf(core: Core, id: number) {
  const { owner_id } = await theReservation(core.db, id)
  return owner_id === null ? null : findUserById(core.db, owner_id)
}

function overAlready(row: ReservationRow, event: ReservationEvent): Refusal {
  const verb = { approve: "approved", refuse: "refused", cancel: "cancelled" }[event as "approve"] ?? "changed"
  const is = row.state === "requested" ? "has not been approved yet" : `is ${row.state}`
  return new Refusal(409, `This booking ${is}: it cannot be ${verb} any more.`, { code: `reservation-${row.state}` })
}

function outdated(): Refusal {
  return new Refusal(409, "This booking has been changed meanwhile. Load the calendar again, and look at it.", {
    code: "reservation-changed",
  })
}
