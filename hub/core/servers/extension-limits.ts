/** How far a running session may be extended: the limits of its user and queue, the partition, and bookings of others. Pure. */
import type { RunRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits, Queue } from "../../plugin/offer.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import { formatWalltime } from "../../plugin/walltime.ts"

export interface Extension {
  readonly run: RunRow
  /** More than now. */
  readonly minutes: number
  readonly limits: Limits
  readonly queue: Queue | null
  /** The scheduler's own limit of the partition; null is none, or not known. */
  readonly partitionMinutes: number | null
  readonly reservations: readonly Reservation[]
  /** Nodes of a session on several, beside the run's own. */
  readonly otherNodes: readonly string[]
}

export function refuseExtension(extension: Extension, now: Date): void {
  const { run, minutes } = extension
  const total = (run.demand.walltimeMinutes ?? 0) + minutes
  for (const [whose, limit] of timeLimits(extension)) {
    if (limit === null || total <= limit) continue
    const allowed = Math.max(0, total - minutes < limit ? limit - (total - minutes) : 0)
    const message = `${whose} a time of ${formatWalltime(limit)} for one session; with ${formatWalltime(minutes)} more this one would have ${formatWalltime(total)}. ${possible(allowed)}`
    throw new Refusal(403, message, { code: "quota-walltime", limit, used: total - minutes, asked: minutes, allowed })
  }
  const end = endsAt(run) ?? now
  refusePastBooking(extension, end)
  const booked = firstConflict(extension, now)
  if (booked === null) return
  const allowed = Math.max(0, Math.floor((booked.start.getTime() - end.getTime()) / 60_000))
  throw new Refusal(
    403,
    `The node ${nodesOf(extension).find(node => booked.nodes.includes(node))} is booked by somebody else from ${booked.start.toISOString().slice(0, 16).replace("T", " ")} UTC. ${possible(allowed)}`,
    { code: "reservation-conflict", limit: booked.start.toISOString(), asked: minutes, allowed },
  )
}

/** Slurm ends what runs in a booking with it: more time could be had of it only on paper. */
function refusePastBooking({ run, minutes, reservations }: Extension, end: Date): void {
  const own = reservations.find(({ name }) => name === run.demand.reservation)
  if (own === undefined || end.getTime() + minutes * 60_000 <= own.end.getTime()) return
  const allowed = Math.max(0, Math.floor((own.end.getTime() - end.getTime()) / 60_000))
  throw new Refusal(
    403,
    `The booking that this session runs in ends at ${own.end.toISOString().slice(0, 16).replace("T", " ")} UTC, and the session with it. ${possible(allowed)} Make the booking longer first.`,
    { code: "reservation-end", limit: own.end.toISOString(), asked: minutes, allowed },
  )
}

/** When the time limit ends it; null before it runs, or without one. */
export function endsAt({ allocated_at: start, demand }: Pick<RunRow, "allocated_at" | "demand">): Date | null {
  if (start === null || demand.walltimeMinutes === null) return null
  return new Date(start.getTime() + demand.walltimeMinutes * 60_000)
}

/** The most minutes by which these limits let it be extended; null is no limit. */
export function mostMinutes(run: RunRow, limits: Limits, queue: Queue | null): number | null {
  const said = [limits.walltimeMinutes, queue?.maxWalltimeMinutes ?? null].filter(limit => limit !== null)
  return said.length === 0 ? null : Math.max(0, Math.min(...said) - (run.demand.walltimeMinutes ?? 0))
}

function timeLimits({ limits, queue, partitionMinutes }: Extension): readonly (readonly [string, number | null])[] {
  return [
    ["Your limit is", limits.walltimeMinutes],
    [`The queue ${queue?.name ?? ""} allows`, queue?.maxWalltimeMinutes ?? null],
    ["The cluster allows here", partitionMinutes],
  ]
}

function nodesOf({ run, otherNodes }: Extension): readonly string[] {
  return [...new Set([...(run.node === null ? [] : [run.node]), ...otherNodes])]
}

/** Of bookings on its nodes that others made and that begin before the new end, the first. */
function firstConflict(extension: Extension, now: Date): Reservation | null {
  const { run, minutes, reservations } = extension
  const nodes = nodesOf(extension)
  const end = endsAt(run)
  if (end === null) return null
  const newEnd = end.getTime() + minutes * 60_000
  const others = reservations.filter(
    booked =>
      booked.nodes.some(node => nodes.includes(node)) &&
      !booked.users.includes(run.user_name) &&
      booked.start.getTime() < newEnd &&
      booked.end > now &&
      // One that has begun, and under which the session runs, is its own.
      booked.start > now,
  )
  return others.toSorted((a, b) => a.start.getTime() - b.start.getTime())[0] ?? null
}

function possible(allowed: number): string {
  return allowed === 0 ? "No more would be allowed." : `Up to ${formatWalltime(allowed)} more would be allowed.`
}
