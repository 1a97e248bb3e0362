/** Makes a booking in Slurm: at its place, else on other nodes, else later if the site wants that, else not at all. Its owner is told why, and when there would be room. */
import { lockSubjects } from "../../db/ledger.ts"
import {
  changeReservation,
  findReservation,
  listReservations,
  liveStates,
  noteMade,
  type ReservationRow,
} from "../../db/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { type Calendar, readBusyCluster } from "./bookable.ts"
import { type FreeTimes, freeTimes } from "./conflict.ts"
import { askedBy, place, surroundings } from "./place.ts"
import { later, ours, type Round, step } from "./round.ts"
import { overlapText, waitText } from "./waiting.ts"

/** Slurm's words for a place that cannot be had; of another no, such as an unknown user, other nodes are no way out. */
export const aboutPlace = /busy|overlap|not available|unavailable|drain|conflict|in use/i
const mostPlaces = 4

export async function make(round: Round): Promise<void> {
  const no = await tryToMake(round)
  // What is in the way may be gone when the others have been looked at.
  if (no !== null) round.tally.refused.push(() => elsewhere(round, no))
}

/** It is in Slurm. */
export async function placed({ core, row }: Round): Promise<void> {
  const now = core.clock.now()
  await noteMade(core.db, row.id, now)
  if (row.state === "requested") {
    // Slurm has it where it is now: nothing is waited for any more.
    await step(core, row, "place", { message: null })
    const approved = await findReservation(core.db, row.id)
    if (approved?.state === "approved" && approved.starts <= now) await step(core, approved, "begin", {})
  } else if (row.starts <= now) await step(core, row, "begin", {})
}

/** It failed. Another time is offered where the time was the trouble. */
export async function giveUp({ core, calendar, row }: Round, why: string): Promise<void> {
  core.log.warn(`Slurm refused the booking ${row.name}`, { said: why })
  const free =
    aboutPlace.test(why) || row.state === "requested" ? await betterTimes(core, calendar, row).catch(noTimes) : null
  const message = `${why.replace(/\.$/, "")}.${free === null ? "" : ` ${free.text}`}`
  await step(core, row, "fail", { message, notice: "wanted" })
}

const noTimes = () => null

/** When there would be room for a booking that could not be made. */
export async function betterTimes(core: Core, calendar: Calendar, row: ReservationRow): Promise<FreeTimes> {
  const known = {
    cluster: await readBusyCluster(core, calendar),
    rows: await listReservations(core.db, { states: liveStates }),
    now: core.clock.now(),
  }
  const asked = askedAt(row, known.now)
  return freeTimes(core, asked, surroundings(asked, known), known.now)
}

/** Slurm's no; null when it is made. */
async function tryToMake(round: Round): Promise<Refusal | null> {
  const { core, calendar, row, users, tally } = round
  const { settings, scheduler } = calendar
  try {
    await scheduler.createReservation({
      name: row.name,
      start: later(row.starts, core.clock.now()),
      end: row.ends,
      part: row.unit === "nodes" ? { nodes: row.nodes } : { gpus: row.gpus, gpuType: row.gpu_type },
      partition: row.partition,
      users,
      accounts: [],
      magnetic: settings.magnetic,
      purgeAfterMinutes: settings.releaseAfterMinutes,
      ignoreJobs: settings.overlapJobs === "ignore",
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The answer to an earlier try may have been lost: a name that is taken is then our own.
    if (!(await ours(core, scheduler)).has(row.name)) return error
  }
  tally.changes += 1
  await placed(round)
  return null
}

async function elsewhere(round: Round, first: Refusal): Promise<void> {
  const { core, calendar } = round
  const avoid = new Set<string>()
  let no = first
  let row = round.row
  while (row.unit === "nodes" && aboutPlace.test(no.message) && avoid.size < mostPlaces * row.nodes.length) {
    for (const node of row.nodes) avoid.add(node)
    const moved = await otherNodes(core, calendar, row, [...avoid])
    if (moved === null) break
    if (moved.jobsUntil !== null && calendar.settings.overlapJobs === "wait") {
      const message = overlapText(core, calendar, row, moved.jobsUntil)
      return step(core, moved.row, "wait", { message })
    }
    row = moved.row
    const again = await tryToMake({ ...round, row })
    if (again === null) return
    no = again
  }
  if (calendar.settings.overlapJobs === "wait" && aboutPlace.test(no.message))
    return step(core, row, "wait", { message: waitMessage(core, row, no) })
  return giveUp({ ...round, row }, no.message)
}

/** What it waits for already says more than Slurm's words. */
function waitMessage(core: Core, row: ReservationRow, no: Refusal): string {
  return row.state === "requested" && row.message !== null
    ? row.message
    : waitText(core, row, no.message.replace(/\.$/, ""))
}

/** Gives it as many other nodes, in one transaction as book() does; null where there are none, or somebody changed it. */
async function otherNodes(core: Core, calendar: Calendar, row: ReservationRow, avoid: readonly string[]) {
  const cluster = await readBusyCluster(core, calendar)
  try {
    return await core.db.tx(async t => {
      await lockSubjects(t, ["reservations"])
      const now = core.clock.now()
      const rows = await listReservations(t, { states: liveStates })
      const { nodes, gpus, jobsUntil } = place(core, { ...askedAt(row, now), avoid }, { cluster, rows, now })
      // More GPUs than were booked might be more than its owner may have.
      if (gpus !== row.gpus || !(await changeReservation(t, row, { nodes }))) return null
      return { row: { ...row, nodes, version: row.version + 1 }, jobsUntil }
    })
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** What is left of it: a booking that has begun is sought from now on. */
function askedAt(row: ReservationRow, now: Date): ReturnType<typeof askedBy> {
  return { ...askedBy(row), window: { starts: later(row.starts, now), ends: row.ends } }
}
