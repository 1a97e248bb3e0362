/** What one round over the bookings carries from hand to hand, and how a booking goes a step on in it. */
import { changeReservation, type ReservationRow } from "../../db/reservations.ts"
import type { Reservation, Scheduler } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import { type Calendar, isOurs } from "./bookable.ts"
import { next, type ReservationEvent } from "./lifecycle.ts"

export interface Round {
  readonly core: Core
  readonly calendar: Calendar
  readonly row: ReservationRow
  readonly there: Reservation | undefined
  readonly users: readonly string[]
  readonly tally: Tally
}

/** What a look at all of them came to. */
export interface Tally {
  /** How many times Slurm did as it was told. */
  changes: number
  /** For each of its refusals, what follows if it stays with that. */
  readonly refused: (() => Promise<void>)[]
}

export async function ours(core: Core, scheduler: Scheduler): Promise<ReadonlyMap<string, Reservation>> {
  const all = await scheduler.reservations()
  return new Map(all.filter(r => isOurs(core, r.name)).map(r => [r.name, r]))
}

type Patch = Partial<Pick<ReservationRow, "message" | "starts" | "ends" | "notice">>

/** Where somebody changed it meanwhile, nothing: the next round sees what they did. */
export async function step(core: Core, row: ReservationRow, event: ReservationEvent, patch: Patch): Promise<void> {
  const state = next(row.state, event)
  // One that goes on waiting for the same reason is no news.
  if (state === null || (state === row.state && patch.message === row.message && event === "wait")) return
  if (await changeReservation(core.db, row, { ...patch, state }))
    core.log.info(
      `The booking ${row.name} of ${row.owner_name} is ${state}`,
      patch.message ? { why: patch.message } : {},
    )
}

export function later(a: Date, b: Date): Date {
  return a > b ? a : b
}
