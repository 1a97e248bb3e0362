/** One round of bringing Slurm to what the calendar says, and the calendar to what happened in Slurm. Any step may be the last before a crash: the next round goes on. */
import {
  findReservation,
  findReservationsByNames,
  listReservations,
  liveStates,
  noteMade,
  type ReservationRow,
} from "../../db/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Reservation, Scheduler } from "../../plugin/scheduler.ts"
import type { Core } from "../core.ts"
import type { Calendar } from "./bookable.ts"
import { giveUp, make, placed } from "./make-in-slurm.ts"
import { endWaiting, release, tellShorter } from "./release.ts"
import { later, ours, type Round, step, type Tally } from "./round.ts"
import { lastTry, whyOf } from "./waiting.ts"
import { whoMayUse } from "./who-may-use.ts"

/** One round at a time in this process; who comes while one is under way shares the next with all others who do. */
export function keepInSlurm(core: Core, calendar: Calendar): Promise<void> {
  const turn = turns.get(core) ?? { running: Promise.resolve(), next: null }
  turns.set(core, turn)
  turn.next ??= turn.running
    .catch(() => {})
    .then(() => {
      turn.running = turn.next ?? turn.running
      turn.next = null
      return keepOnce(core, calendar)
    })
  return turn.next
}

const turns = new WeakMap<Core, { running: Promise<void>; next: Promise<void> | null }>()

async function keepOnce(core: Core, calendar: Calendar): Promise<void> {
  for (let turn = 1; ; turn++) {
    const tally: Tally = { changes: 0, refused: [] }
    await compareAll(core, calendar, tally)
    if (tally.refused.length === 0) return
    // What was in the way may be gone by now: another booking of ours that had to move first.
    if (tally.changes > 0 && turn < mostTurns) continue
    for (const follow of tally.refused)
      await follow().catch(cause => core.log.warn("A booking that Slurm refused is looked at again", { cause }))
    return
  }
}

const mostTurns = 10

async function compareAll(core: Core, calendar: Calendar, tally: Tally): Promise<void> {
  // In this order: what Slurm lacks afterwards is lacking, and not only made in between.
  const rows = await listReservations(core.db, { states: liveStates })
  const there = await ours(core, calendar.scheduler)
  const live = new Set(rows.map(row => row.name))
  await removeOver(
    core,
    calendar.scheduler,
    [...there.keys()].filter(name => !live.has(name)),
    tally,
  )
  const people = await whoMayUse(core, rows)
  for (const row of rows) {
    const round = { core, calendar, row, tally, there: there.get(row.name), users: people.get(row.id) ?? [] }
    // One that Slurm cannot answer for must not keep the others waiting.
    await settle(round).catch(cause =>
      core.log.warn(`The booking ${row.name} could not be settled with Slurm; it is tried again`, { cause }),
    )
  }
}

async function settle(round: Round): Promise<void> {
  const { core, row, there } = round
  const now = core.clock.now()
  if (row.state === "ending") return giveBack(round)
  if (row.owner_id === null) return cancel(round, "The account of its owner is gone")
  if (row.state === "requested" && row.approved_at === null) {
    if (there) await round.calendar.scheduler.deleteReservation(row.name)
    if (row.starts <= now) await step(core, row, "refuse", { message: "Nobody approved it before it was to begin" })
    return
  }
  if (row.state === "requested") {
    if (there) return placed(round)
    return lastTry(row) <= now ? giveUp(round, whyOf(row.message ?? "Slurm did not take it")) : make(round)
  }
  if (row.ends <= now && row.made_at === null && !there) return giveUp(round, "Slurm did not answer in time")
  if (row.ends <= now) return end(round, {})
  if (there) return follow(round, there)
  if (row.made_at === null) return make(round)
  // Slurm had it, and has it no more: somebody deleted it there, or it stood idle (PURGE_COMP).
  const begun = row.starts <= now
  const idle = round.calendar.settings.releaseAfterMinutes
  const message = begun
    ? `Given back before its end: ${idle === null ? "it was deleted in Slurm" : "nothing ran in it, or it was deleted in Slurm"}`
    : "Deleted in Slurm"
  await (begun ? end(round, { ends: now, message }) : cancel(round, message))
}

async function end({ core, row }: Round, patch: Partial<Pick<ReservationRow, "message" | "ends">>): Promise<void> {
  await endWaiting(core, row)
  await step(core, row, "end", patch)
}

async function cancel(round: Round, message: string): Promise<void> {
  await step(round.core, round.row, "cancel", { message })
  const row = await findReservation(round.core.db, round.row.id)
  if (row?.state === "ending") await giveBack({ ...round, row })
}

async function giveBack({ core, calendar, row, tally }: Round): Promise<void> {
  if ((await release(core, calendar, row)).state === "cancelled") tally.changes += 1
}

/** It is there: what differs is brought to what the calendar says. */
async function follow(round: Round, there: Reservation): Promise<void> {
  const { core, calendar, row, users, tally } = round
  const { scheduler } = calendar
  const now = core.clock.now()
  if (row.made_at === null) await noteMade(core.db, row.id, now)
  if (row.unit === "nodes" && !same(row.nodes, there.nodes)) {
    await scheduler.deleteReservation(row.name)
    tally.changes += 1
    return make(round)
  }
  const begun = there.isActive || there.start <= now
  const changes = {
    ...(begun || near(there.start, row.starts) ? {} : { start: later(row.starts, now) }),
    ...(near(there.end, row.ends) ? {} : { end: row.ends }),
    ...(same(users, there.users) ? {} : { users }),
  }
  if (Object.keys(changes).length > 0) {
    const refused = await scheduler.updateReservation(row.name, changes).catch(refusalOnly)
    if (refused) {
      const asItIs = { starts: there.start, ends: there.end, message: refused.message }
      tally.refused.push(() => step(core, row, "change", asItIs))
      return
    }
    tally.changes += 1
    if (changes.end !== undefined && changes.end < there.end) await tellShorter(core, row)
  }
  if (row.state === "approved" && row.starts <= now) await step(core, row, "begin", {})
}

/** In Slurm, but over in the calendar. One that no row is known of stays: the database may be an older copy. */
async function removeOver(core: Core, scheduler: Scheduler, names: readonly string[], tally: Tally): Promise<void> {
  const rows = await findReservationsByNames(core.db, names)
  for (const { name } of rows.filter(row => !liveStates.includes(row.state))) {
    try {
      await scheduler.deleteReservation(name)
      tally.changes += 1
    } catch (cause) {
      core.log.warn(`The booking ${name} is over, and could not be deleted in Slurm; it is tried again`, { cause })
    }
  }
}

/** Slurm's no stays with the booking, which goes on as Slurm has it; that Slurm did not answer is another thing. */
function refusalOnly(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

function near(a: Date, b: Date): boolean {
  return Math.abs(a.getTime() - b.getTime()) < 60_000
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(item => b.includes(item))
}
