/** The rules of the calendar, as pure functions: who may book what, how far ahead, and for how long. */
import type { ReservationSettings } from "../../config/carme/reservations.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits } from "../../plugin/offer.ts"
import { formatWalltime } from "../../plugin/walltime.ts"
import { peak, type Taken, type Window } from "./room.ts"
import { timeText } from "./zone-time.ts"

export interface Proposal extends Window {
  readonly queue: string
  readonly gpus: number
  readonly gpuType: string | null
  /** Of the GPUs that it may hold where none is asked for. */
  readonly types: readonly string[]
}

export interface RuleContext {
  readonly now: Date
  readonly settings: ReservationSettings
  readonly limits: Limits
  /** The owner's other bookings that are not over. */
  readonly own: readonly Taken[]
  readonly zone: string
  /** The booking holds already: when it began is no question any more. */
  readonly begun: boolean
}

/** The checks in the order in which they are told: the first that says no is the answer; null is allowed. */
export function ruleRefusal(proposal: Proposal, context: RuleContext): Refusal | null {
  const checks = [mayBook, queueAllowed, typeAllowed, leadTime, daysAhead, duration, gpusPerBooking, gpusAtOnce, open]
  for (const check of checks) {
    const answer = check(proposal, context)
    if (answer) return answer
  }
  return null
}

/** What holds for everybody: a booking has a length, and is not over. Throws. */
export function checkWindow({ starts, ends }: Window, now: Date): void {
  if (ends <= starts) throw new Refusal(400, "A booking has to end after it begins.", { code: "bad-input" })
  if (ends.getTime() - starts.getTime() < leastMs)
    throw new Refusal(400, "A booking lasts 5 minutes at least.", { code: "bad-input" })
  if (ends <= now) throw new Refusal(400, "This time is over: choose one that is still to come.", { code: "bad-input" })
}

type Check = (proposal: Proposal, context: RuleContext) => Refusal | null

const mayBook: Check = (_proposal, { limits }) =>
  limits.reservations === null
    ? no("reservation-not-allowed", "None of your roles may book. Please ask the people who run this hub.", {})
    : null

const queueAllowed: Check = ({ queue }, { limits: { queues } }) =>
  queues === null || queues.includes(queue)
    ? null
    : no("queue-not-allowed", `You may not use the queue ${queue}, so you cannot book in it.`, {
        limit: queues,
        asked: queue,
        allowed: queues,
      })

/** Without a type it is any, and all of them must be allowed then, as in a start. */
const typeAllowed: Check = ({ gpus, gpuType, types }, { limits: { gpuTypes } }) => {
  if (gpuTypes === null || (gpuType === null && gpus === 0)) return null
  const held = gpuType === null ? types : [gpuType]
  if (held.every(type => gpuTypes.includes(type))) return null
  const allowed = gpuType === null ? types.filter(type => gpuTypes.includes(type)) : gpuTypes
  const choice = allowed.length === 0 ? "your roles allow none that are there" : `choose ${allowed.join(" or ")}`
  const what = gpuType === null ? "GPUs of any type" : `GPUs of the type ${gpuType}`
  return no("quota-gpu-types", `You may not book ${what}: ${choice}.`, { limit: gpuTypes, asked: gpuType, allowed })
}

const leadTime: Check = ({ starts }, { now, settings: { leadMinutes }, begun, zone }) => {
  const earliest = new Date(now.getTime() + leadMinutes * 60_000)
  // Whoever books from now on has filled in the form for a while.
  if (begun || starts.getTime() >= earliest.getTime() - graceMs) return null
  if (leadMinutes === 0)
    return no("reservation-lead-time", "A booking cannot begin in the past.", { allowed: earliest.toISOString() })
  return no(
    "reservation-lead-time",
    `A booking has to be made ${formatWalltime(leadMinutes)} before it begins: the earliest is ${timeText(earliest, zone)}.`,
    { limit: leadMinutes, asked: starts.toISOString(), allowed: earliest.toISOString() },
  )
}

const daysAhead: Check = ({ starts }, { now, limits, zone }) => {
  const days = limits.reservations?.daysAhead ?? null
  if (days === null) return null
  const last = new Date(now.getTime() + days * dayMs)
  if (starts <= last) return null
  return no(
    "reservation-days-ahead",
    `You may book ${days === 1 ? "1 day" : `${days} days`} ahead: until ${timeText(last, zone)}.`,
    { limit: days, asked: starts.toISOString(), allowed: last.toISOString() },
  )
}

const duration: Check = ({ starts, ends }, { limits }) => {
  const hours = limits.reservations?.hours ?? null
  const asked = (ends.getTime() - starts.getTime()) / 3_600_000
  if (hours === null || asked <= hours) return null
  return no(
    "reservation-hours",
    `A booking of yours may last ${hourCount(hours)}; this one lasts ${hourCount(asked)}.`,
    {
      limit: hours,
      asked,
      allowed: hours,
    },
  )
}

const gpusPerBooking: Check = ({ gpus }, { settings: { maxGpus: limit } }) =>
  limit === null || gpus <= limit
    ? null
    : no("reservation-gpus", `One booking holds ${gpuCount(limit)} at most; this one would hold ${gpus}.`, {
        limit,
        asked: gpus,
        allowed: limit,
      })

const gpusAtOnce: Check = (proposal, { limits: { gpus: limit }, own }) => {
  if (limit === null || proposal.gpus === 0) return null
  const used = peak(own, proposal, [], null)
  if (used + proposal.gpus <= limit) return null
  const rest = Math.max(0, limit - used)
  const others = used === 0 ? "" : `, and your other bookings at that time hold ${used}`
  return no(
    "quota-gpus",
    `Your limit is ${gpuCount(limit)} at a time; this booking would hold ${proposal.gpus}${others}. ${rest === 0 ? "None" : `Up to ${gpuCount(rest)}`} would be allowed then.`,
    { limit, used, asked: proposal.gpus, allowed: rest },
  )
}

const open: Check = (_proposal, { settings: { maxOpen: limit }, own }) =>
  limit === null || own.length < limit
    ? null
    : no(
        "reservation-open",
        `You have ${own.length} bookings that are not over, and ${limit} is the most. Cancel one first.`,
        {
          limit,
          used: own.length,
          asked: 1,
          allowed: 0,
        },
      )

function no(code: string, message: string, detail: Omit<Refusal["detail"], "code">): Refusal {
  return new Refusal(403, message, { code, ...detail })
}

function gpuCount(count: number): string {
  return count === 1 ? "1 GPU" : `${count} GPUs`
}

function hourCount(hours: number): string {
  const rounded = Math.round(hours * 100) / 100
  return rounded === 1 ? "1 hour" : `${rounded} hours`
}

const leastMs = 5 * 60_000
const graceMs = 5 * 60_000
const dayMs = 24 * 3_600_000
