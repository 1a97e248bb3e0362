/** `c.CarmeHub.reservations`: whether there is a calendar, what can be booked in it, and by which rules. */
import { z } from "zod"
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"
import { fromIssue } from "./section.ts"
import { count, flag, strings, walltime } from "./units.ts"

export interface ReservationSettings {
  /** Queues whose partition can be booked; null is every queue that names one. */
  readonly queues: readonly string[] | null
  /** Whole nodes, or GPUs beside those of other people. */
  readonly unit: "nodes" | "gpus"
  /** True: an admin says yes to every booking; names of queues: to those there. */
  readonly approval: boolean | readonly string[]
  /** From the booking to its begin, at least. */
  readonly leadMinutes: number
  /** A booking that stands idle for so long is given back; null keeps it. */
  readonly releaseAfterMinutes: number | null
  /** For one booking; null is no limit. */
  readonly maxGpus: number | null
  /** Bookings of one person that are not over; null is no limit. */
  readonly maxOpen: number | null
  /** What becomes of jobs in a booking that is cancelled: they may stay, are ended, or go on outside of it. */
  readonly onCancel: "warn" | "end" | "run"
  /** Where jobs run beyond the begin of a booking: it is refused, waits for their end, or is made over them. */
  readonly overlapJobs: "refuse" | "wait" | "ignore"
  /** Jobs of those who may use it go there without naming it. */
  readonly magnetic: boolean
  /** Whose a booking is, is shown to its owner and to those who may manage it. */
  readonly private: boolean
}

const schema = z.strictObject({
  queues: strings.nullish(),
  unit: z.enum(["nodes", "gpus"], 'must be "nodes" or "gpus"').default("nodes"),
  approval: z.union([flag, strings], "must be True, False or a list of queues").default(false),
  lead_time: z.union([z.literal(0), walltime], 'must be a time such as "2:00:00" or 90 (minutes)').default(0),
  release_after: walltime.nullable().default(30),
  max_gpus: count.nullish(),
  max_open: count.nullable().default(20),
  on_cancel: z.enum(["warn", "end", "run"], 'must be "warn", "end" or "run"').default("warn"),
  overlap_jobs: z.enum(["refuse", "wait", "ignore"], 'must be "refuse", "wait" or "ignore"').default("refuse"),
  magnetic: flag.default(true),
  private: flag.default(false),
})

const label = "a dict of settings of the calendar, or None"

export const reservations: Kind<ReservationSettings | null> = {
  label,
  parse(value) {
    if (value === null) return null
    if (!isPlainDict(value)) throw new WrongType(label, value)
    const result = schema.safeParse(value)
    if (!result.success) throw fromIssue([], schema, result.error)
    const s = result.data
    return {
      queues: s.queues ?? null,
      unit: s.unit,
      approval: s.approval,
      leadMinutes: s.lead_time,
      releaseAfterMinutes: s.release_after,
      maxGpus: s.max_gpus ?? null,
      maxOpen: s.max_open,
      onCancel: s.on_cancel,
      overlapJobs: s.overlap_jobs,
      magnetic: s.magnetic,
      private: s.private,
    }
  },
  fromText: () => {
    throw new WrongType("", "is a dict, to be set in the configuration file")
  },
}
