/** What whoever books is told is what Slurm said: it has the booking, or the hub goes on trying, or there is none. */
import { changeReservation, findReservation, type ReservationRow } from "../../db/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { theCalendar } from "./bookable.ts"
import { keepInSlurm } from "./keep-in-slurm.ts"
import { aboutPlace, betterTimes } from "./make-in-slurm.ts"
import { step } from "./round.ts"
import { waitText } from "./waiting.ts"

/** Nobody waits longer for an answer of Slurm; the booking does. */
const answerMs = 20_000

/** As Slurm has it now: active or approved, still requested with the reason, or failed. */
export async function confirmBooking(core: Core, row: ReservationRow): Promise<ReservationRow> {
  if (row.state !== "approved" || row.made_at !== null) return row
  const over = new AbortController()
  const round = keepInSlurm(core, theCalendar(core)).catch(cause =>
    core.log.warn("The bookings could not be compared with Slurm; they are again in a moment", { cause }),
  )
  await Promise.race([round, core.clock.sleep(answerMs, over.signal).catch(() => {})])
  over.abort()
  const found = await findReservation(core.db, row.id)
  if (found?.state !== "approved" || found.made_at !== null) return found ?? row
  await step(core, found, "wait", { message: waitText(core, found, "Slurm has not answered") })
  return (await findReservation(core.db, row.id)) ?? row
}

/** The same for whoever has just booked: throws a Refusal where Slurm said no, of which nothing is left but a note. */
export async function confirmNew(core: Core, row: ReservationRow): Promise<ReservationRow> {
  const confirmed = await confirmBooking(core, row)
  if (confirmed.state !== "failed") return confirmed
  const message = confirmed.message ?? "Slurm refused it."
  await changeReservation(core.db, confirmed, { state: "cancelled", notice: null })
  if (!aboutPlace.test(message)) throw new Refusal(409, message, { code: "slurm-refused" })
  const free = await betterTimes(core, theCalendar(core), confirmed).catch(() => null)
  const allowed = (free?.windows ?? []).map(w => ({ starts: w.starts.toISOString(), ends: w.ends.toISOString() }))
  throw new Refusal(409, message, { code: "reservation-conflict", allowed })
}
