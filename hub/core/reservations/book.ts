/** A booking is made in one transaction: of two people who want the last GPUs, one gets them, and the other is told when. */
import { randomBytes } from "node:crypto"
import { lockSubjects } from "../../db/ledger.ts"
import { insertReservation, listReservations, liveStates, type ReservationRow } from "../../db/reservations.ts"
import type { UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { offerFor } from "../servers/offer.ts"
import { type BookableQueue, bookableQueues, namePrefix, readBusyCluster, theCalendar } from "./bookable.ts"
import { needsApproval } from "./needs-approval.ts"
import { place } from "./place.ts"
import type { Wanted, Window } from "./room.ts"
import { checkWindow } from "./rules.ts"
import { overlapText } from "./waiting.ts"
import { reservationsKey } from "./wake.ts"

export interface BookingRequest extends Window {
  readonly owner: UserRow
  readonly queue: string
  readonly wanted: Omit<Wanted, "unit">
  readonly timeZone: string
  /** Who may use it beside the owner, by name. */
  readonly users: readonly string[]
  readonly group: string | null
  readonly note: string
  readonly by: string
  /** For the people who run the hub: the rules of the owner's roles do not hold, nor is an approval needed. Room has to be there all the same. */
  readonly beyondRules: boolean
}

export async function book(core: Core, request: BookingRequest): Promise<ReservationRow> {
  const calendar = theCalendar(core)
  const now = core.clock.now()
  checkWindow(request, now)
  const queue = bookable(core, request.queue)
  const cluster = await readBusyCluster(core, calendar)
  const { unit, overlapJobs } = calendar.settings
  const { owner, beyondRules } = request
  const limits = beyondRules ? null : (await offerFor(core, owner)).limits
  const row = await core.db.tx(async t => {
    // Before anything is read: whoever comes second waits here, and then sees what the first was given.
    await lockSubjects(t, ["reservations"])
    const rows = await listReservations(t, { states: liveStates })
    const wanted = { ...request.wanted, unit }
    const room = place(core, { window: request, wanted, queue, ownerId: owner.id, limits }, { cluster, rows, now })
    const asks = !beyondRules && needsApproval(calendar.settings, queue.name)
    const waits = room.jobsUntil !== null && overlapJobs === "wait"
    return insertReservation(t, {
      name: `${namePrefix(core)}${randomBytes(5).toString("hex")}`,
      owner_id: owner.id,
      owner_name: owner.name,
      queue: queue.name,
      partition: queue.partition,
      unit,
      nodes: room.nodes,
      gpus: room.gpus,
      gpu_type: wanted.gpuType,
      users: request.users,
      group_name: request.group,
      starts: request.starts,
      ends: request.ends,
      time_zone: request.timeZone,
      note: request.note,
      state: asks || waits ? "requested" : "approved",
      message: room.jobsUntil === null ? null : overlapText(core, calendar, request, room.jobsUntil),
      made_at: null,
      approved_by: asks ? null : request.by,
      approved_at: asks ? null : now,
      created_by: request.by,
      created_at: now,
      changed_by: request.by,
      changed_at: now,
    })
  })
  core.bus.wake(reservationsKey)
  return row
}

function bookable(core: Core, name: string): BookableQueue {
  const queues = bookableQueues(core)
  const queue = queues.find(q => q.name === name)
  if (queue) return queue
  const choice = queues.map(q => q.name).join(", ") || "nothing"
  throw new Refusal(400, `There is no queue ${name} to book in. You can choose ${choice}.`, { code: "bad-input" })
}
