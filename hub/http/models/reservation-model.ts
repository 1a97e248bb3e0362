/** Bookings as the API shows them: what is booked, when, by whom, and what the caller may do with it. */
import { z } from "zod"
import type { Sight } from "../../core/reservations/sight.ts"
import { type ReservationRow, reservationStates } from "../../db/reservations.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import { isoTime } from "../iso-time.ts"

const text = z.string().nullable()

export const reservationSchema = z
  .strictObject({
    /** Null for one that was made in Slurm by hand, which can be changed only there. */
    id: z.number().nullable(),
    /** Slurm's name for it. */
    name: z.string(),
    source: z.enum(["hub", "slurm"]),
    state: z.enum(reservationStates),
    /** Why it is refused, failed or over before its time. */
    message: text,
    /** Null where it is not told. */
    owner: text,
    queue: text,
    partition: text,
    unit: z.enum(["nodes", "gpus"]),
    nodes: z.array(z.string()),
    /** How many it holds, those of whole nodes included. */
    gpus: z.number(),
    gpu_type: text,
    starts: text,
    ends: text,
    /** In which the times were written. */
    time_zone: text,
    /** Who may use it beside the owner; null where it is not told. */
    users: z.array(z.string()).nullable(),
    group: text,
    note: text,
    approved_by: text,
    approved_at: text,
    created_by: text,
    created_at: text,
    changed_by: text,
    changed_at: text,
    /** Grows with each change; null for one made by hand. */
    version: z.number().nullable(),
    /** Whether it is the caller's to use. */
    mine: z.boolean(),
    may_change: z.boolean(),
    may_approve: z.boolean(),
    /** Whether it failed, and the caller may take it out of sight. */
    may_remove: z.boolean(),
  })
  .meta({ id: "Reservation" })

export type ReservationModel = z.infer<typeof reservationSchema>

export function reservationModel(row: ReservationRow, sight: Sight): ReservationModel {
  const live = row.state === "requested" || row.state === "approved" || row.state === "active"
  const detail = <T>(value: T) => (sight.details ? value : null)
  return {
    id: row.id,
    name: row.name,
    source: "hub",
    state: row.state,
    message: detail(row.message),
    owner: sight.owner ? row.owner_name : null,
    queue: row.queue,
    partition: row.partition,
    unit: row.unit,
    nodes: [...row.nodes],
    gpus: row.gpus,
    gpu_type: row.gpu_type,
    starts: isoTime(row.starts),
    ends: isoTime(row.ends),
    time_zone: row.time_zone,
    users: detail([...row.users]),
    group: detail(row.group_name),
    note: detail(row.note),
    approved_by: detail(row.approved_by),
    approved_at: detail(isoTime(row.approved_at)),
    created_by: detail(row.created_by),
    created_at: detail(isoTime(row.created_at)),
    changed_by: detail(row.changed_by),
    changed_at: detail(isoTime(row.changed_at)),
    version: row.version,
    mine: sight.mine,
    may_change: sight.change && live,
    may_approve: sight.approve && row.state === "requested" && row.approved_at === null,
    may_remove: sight.change && row.state === "failed",
  }
}

/** One that was made in Slurm by hand: Slurm shows everybody whose it is. */
export function foreignModel(found: Reservation, showsOwner: boolean, mine: boolean): ReservationModel {
  const types = Object.keys(found.gpusByType)
  return {
    id: null,
    name: found.name,
    source: "slurm",
    state: found.isActive ? "active" : "approved",
    message: null,
    owner: null,
    queue: null,
    partition: found.partition,
    unit: found.gpus > 0 ? "gpus" : "nodes",
    nodes: [...found.nodes],
    gpus: found.gpus,
    gpu_type: types.length === 1 ? (types[0] ?? null) : null,
    starts: isoTime(found.start),
    ends: isoTime(found.end),
    time_zone: null,
    users: showsOwner ? [...found.users] : null,
    group: null,
    note: null,
    approved_by: null,
    approved_at: null,
    created_by: null,
    created_at: null,
    changed_by: null,
    changed_at: null,
    version: null,
    mine,
    may_change: false,
    may_approve: false,
    may_remove: false,
  }
}
