/** The life of a booking as one table: which event leads from which state to which. */
import type { ReservationState } from "../../db/reservations.ts"

export const reservationEvents = [
  "approve",
  "refuse",
  "change",
  "ask-again",
  "wait",
  "place",
  "begin",
  "cancel",
  "release",
  "end",
  "fail",
] as const
export type ReservationEvent = (typeof reservationEvents)[number]

const table: Readonly<Record<ReservationEvent, Partial<Readonly<Record<ReservationState, ReservationState>>>>> = {
  approve: { requested: "approved" },
  /** By a person, or because nobody said yes before it would begin. */
  refuse: { requested: "refused" },
  change: { requested: "requested", approved: "approved", active: "active" },
  /** Changed so that somebody has to say yes anew. */
  "ask-again": { requested: "requested", approved: "requested" },
  /** Nobody has to say yes, but Slurm cannot have it yet; */
  wait: { requested: "requested", approved: "requested" },
  /** and then it has it. */
  place: { requested: "approved" },
  begin: { approved: "active" },
  /** What Slurm may have by now holds its place until Slurm has let it go. One that failed was seen by its owner. */
  cancel: { requested: "cancelled", approved: "ending", active: "ending", failed: "cancelled" },
  release: { ending: "cancelled" },
  end: { approved: "ended", active: "ended" },
  /** Slurm's no. */
  fail: { requested: "failed", approved: "failed" },
}

/** The state after `event`, or null where the table has no such arrow: the writer then changes nothing. */
export function next(state: ReservationState, event: ReservationEvent): ReservationState | null {
  return table[event][state] ?? null
}
