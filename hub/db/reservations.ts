/** The table `carme_reservations`. Its state has one writer, `changeReservation`, a compare-and-set on state and version. */
import type { Knex } from "knex"
import { inChunks } from "./chunks.ts"
import { codec } from "./codec.ts"
import type { Queryable } from "./db.ts"
import { insert } from "./insert.ts"
import { toColumn } from "./times.ts"

export const reservationStates = [
  "requested",
  "approved",
  "active",
  "ending",
  "cancelled",
  "ended",
  "refused",
  "failed",
] as const
export type ReservationState = (typeof reservationStates)[number]

/** wanted -> sending -> sent | dropped: whoever changes it sends the mail, once. */
export type BookingNotice = "wanted" | "sending" | "sent" | "dropped"

export interface ReservationRow {
  readonly id: number
  /** Slurm's name for it. */
  readonly name: string
  /** Null when the account is gone; the name stays. */
  readonly owner_id: number | null
  readonly owner_name: string
  readonly queue: string
  readonly partition: string
  readonly unit: "nodes" | "gpus"
  /** Names of the booked nodes; empty where GPUs are booked. */
  readonly nodes: readonly string[]
  /** GPUs that it holds, of whole nodes too. */
  readonly gpus: number
  readonly gpu_type: string | null
  /** Who may use it beside the owner. */
  readonly users: readonly string[]
  readonly group_name: string | null
  readonly starts: Date
  readonly ends: Date
  /** In which the times were written. */
  readonly time_zone: string
  readonly note: string
  readonly state: ReservationState
  /** Why it is refused, failed or over before its time. */
  readonly message: string | null
  /** Whether its owner is told that it failed; null where there is nothing to tell. */
  readonly notice: BookingNotice | null
  /** When the scheduler had it for the first time: if it is missing there later, somebody has removed it. */
  readonly made_at: Date | null
  readonly approved_by: string | null
  readonly approved_at: Date | null
  readonly created_by: string
  readonly created_at: Date
  readonly changed_by: string
  readonly changed_at: Date
  /** Grows with each change by a person: who decides on what has changed since is told so. */
  readonly version: number
}

/** States in which it holds its place. */
export const liveStates: readonly ReservationState[] = ["requested", "approved", "active", "ending"]

export const reservations = codec<ReservationRow>("carme_reservations", {
  id: "plain",
  name: "plain",
  owner_id: "plain",
  owner_name: "plain",
  queue: "plain",
  partition: "plain",
  unit: "plain",
  nodes: "list",
  gpus: "plain",
  gpu_type: "plain",
  users: "list",
  group_name: "plain",
  starts: "time",
  ends: "time",
  time_zone: "plain",
  note: "text",
  state: "plain",
  message: "plain",
  notice: "plain",
  made_at: "timeOrNull",
  approved_by: "plain",
  approved_at: "timeOrNull",
  created_by: "plain",
  created_at: "time",
  changed_by: "plain",
  changed_at: "time",
  version: "plain",
})

export async function insertReservation(
  db: Queryable,
  row: Omit<ReservationRow, "id" | "version" | "notice">,
): Promise<ReservationRow> {
  const id = await insert(db, "carme_reservations", { ...reservations.write({ ...row, notice: null }), version: 1 })
  return { ...row, notice: null, id, version: 1 }
}

export async function findReservation(db: Queryable, id: number): Promise<ReservationRow | null> {
  const row = await selected(db).where("carme_reservations.id", id).first()
  return row ? read(row) : null
}

export interface ReservationQuery {
  /** Only those that overlap the time from here, */
  readonly from?: Date
  /** to here. */
  readonly to?: Date
  readonly states?: readonly ReservationState[]
  readonly ownerId?: number
  readonly notice?: BookingNotice
}

/** By their start. */
export async function listReservations(db: Queryable, query: ReservationQuery = {}): Promise<ReservationRow[]> {
  const { from, to, states, ownerId, notice } = query
  const rows = selected(db)
  if (from) rows.where("carme_reservations.ends", ">", toColumn(from))
  if (to) rows.where("carme_reservations.starts", "<", toColumn(to))
  if (states) rows.whereIn("carme_reservations.state", states)
  if (ownerId !== undefined) rows.where("carme_reservations.owner_id", ownerId)
  if (notice !== undefined) rows.where("carme_reservations.notice", notice)
  return (await rows.orderBy(["carme_reservations.starts", "carme_reservations.id"])).map(read)
}

/** Those of these names, in whatever state. */
export function findReservationsByNames(db: Queryable, names: readonly string[]): Promise<ReservationRow[]> {
  return inChunks(names, async chunk => (await selected(db).whereIn("carme_reservations.name", chunk)).map(read))
}

/** Changes the row if it still is in this state and version; says whether it did. */
export async function changeReservation(
  db: Queryable,
  row: Pick<ReservationRow, "id" | "state" | "version">,
  patch: Partial<Omit<ReservationRow, "id" | "version">>,
): Promise<boolean> {
  const changed = await db
    .q("carme_reservations")
    .where({ id: row.id, state: row.state, version: row.version })
    .update({ ...reservations.write(patch), version: row.version + 1 })
  return changed === 1
}

/** That the scheduler has it, which is no change of the booking. */
export async function noteMade(db: Queryable, id: number, at: Date): Promise<void> {
  await db
    .q("carme_reservations")
    .where({ id })
    .whereNull("made_at")
    .update({ made_at: toColumn(at) })
}

/** With the name that the owner has now. */
function selected(db: Queryable): Knex.QueryBuilder {
  return db
    .q("carme_reservations")
    .leftJoin("users", "users.id", "carme_reservations.owner_id")
    .select([...reservations.columns, "users.name as current_name"])
}

function read(raw: Readonly<Record<string, unknown>>): ReservationRow {
  const row = reservations.read(raw)
  return typeof raw.current_name === "string" ? { ...row, owner_name: raw.current_name } : row
}
