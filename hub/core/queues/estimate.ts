/** What would become of a start, without starting anything: admitted or why not, its cost, when it begins, and what would begin sooner. */
import type { RunRow, UserRow } from "../../db/rows.ts"
import type { Demand } from "../../plugin/demand.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Offer } from "../../plugin/offer.ts"
import type { StartEstimate } from "../../plugin/scheduler.ts"
import type { Choice, JsonObject, ParsedOptions, Person, Run } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { recentAnswers } from "../recent-answers.ts"
import { offerFor } from "../servers/offer.ts"
import { runView } from "../servers/run-view.ts"
import { personOf } from "../users/person.ts"
import { admissible } from "./admissible.ts"
import { type BookingWarning, bookingWarning } from "./booking-warning.ts"
import { type Budget, budgetOf } from "./budget.ts"
import { gpuHours } from "./cost.ts"
import { refuseCrowd, whenStarts } from "./when-starts.ts"

export interface Estimate {
  /** Null is admitted. */
  readonly refusal: Refusal | null
  /** Null where the options cannot be read. */
  readonly demand: Demand | null
  /** Of the whole time asked for; null without a time limit. */
  readonly gpuHours: number | null
  /** What is left of the person's GPU-hours; null without a limit. */
  readonly budget: Budget | null
  /** Null for what is refused here, and where there is no scheduler to ask. */
  readonly start: StartEstimate | null
  /** Bookings of others that it would run into; null where none is in the way, or nobody knows. */
  readonly booking: BookingWarning | null
  /** The one that starts first comes first. */
  readonly better: readonly BetterChoice[]
}

export interface BetterChoice extends Choice {
  readonly at: Date | null
  readonly gpuHours: number | null
}

interface Asked {
  readonly user: UserRow
  readonly options: JsonObject
  /** A run that would make way for it. */
  readonly instead?: RunRow | null
}

const mostChoices = 5
/** Less than this is not worth another choice. */
const soonerMs = 60_000

const recent = recentAnswers<Estimate>(10_000)

/** Throws a Refusal 429 while too many ask, and a Fault when a part of the hub fails; a scheduler without an answer is in the answer. */
export function estimateStart(core: Core, asked: Asked): Promise<Estimate> {
  const { user, options, instead } = asked
  return recent(core, JSON.stringify([user.id, instead?.id, Object.entries(options).sort()]), () => {
    refuseCrowd()
    return estimated(core, asked)
  })
}

async function estimated(core: Core, { user, options, instead = null }: Asked): Promise<Estimate> {
  const person = await personOf(core, user)
  const offer = await offerFor(core, user)
  const parsed = read(core, options, offer)
  if (parsed instanceof Refusal)
    return { refusal: parsed, demand: null, gpuHours: null, budget: null, start: null, booking: null, better: [] }
  const { demand, refusal } = await admissible(core, user, parsed, offer, instead)
  const start = refusal === null ? await whenStarts(core, like(core, person, parsed, demand), instead !== null) : null
  const budget = await budgetOf(core, user.id, offer.limits)
  const booking = await bookingWarning(core, user.name, demand, start)
  const base = { refusal, demand, budget, gpuHours: gpuHours(core, demand), start, booking }
  if (start?.outcome === "start" && start.at.getTime() - core.clock.now().getTime() < soonerMs)
    return { ...base, better: [] }
  const room = booking?.allowedMinutes ?? null
  return { ...base, better: await betterChoices(core, { user, person, offer, parsed, refusal, room, start, instead }) }
}

interface Wanted {
  readonly user: UserRow
  readonly person: Person
  readonly offer: Offer
  readonly parsed: ParsedOptions
  readonly refusal: Refusal | null
  /** Minutes until a booking of others that is in its way. */
  readonly room: number | null
  readonly start: StartEstimate | null
  readonly instead: RunRow | null
}

async function betterChoices(core: Core, wanted: Wanted): Promise<readonly BetterChoice[]> {
  const { user, person, offer, parsed, refusal, room, start, instead } = wanted
  const latest = start?.outcome === "start" ? start.at.getTime() - soonerMs : Number.POSITIVE_INFINITY
  const judged = await Promise.all(
    (core.spawner.alternatives?.(parsed, offer, refusal, room) ?? []).map(async choice => {
      const other = read(core, choice.options, offer)
      if (other instanceof Refusal) return null
      const answer = await admissible(core, user, other, offer, instead)
      return answer.refusal === null ? { choice, other, demand: answer.demand } : null
    }),
  )
  const fitting = judged.filter(one => one !== null).slice(0, mostChoices)
  const found = await Promise.all(
    fitting.map(async ({ choice, other, demand }) => {
      const when = await whenStarts(core, like(core, person, other, demand), instead !== null)
      // Who is refused is helped by what is admitted, even where nobody can say when it starts.
      if (when === null || when.outcome === "unknown")
        return refusal ? { ...choice, at: null, gpuHours: gpuHours(core, demand) } : null
      if (when.outcome === "refused" || when.at.getTime() > latest) return null
      return { ...choice, at: when.at, gpuHours: gpuHours(core, demand) }
    }),
  )
  return found.filter(one => one !== null).toSorted((a, b) => time(a) - time(b))
}

function read(core: Core, options: JsonObject, offer: Offer): ParsedOptions | Refusal {
  try {
    return core.spawner.parse(options, offer, core.spawnerContext)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** The run as it would be. */
function like(core: Core, person: Person, { userOptions }: ParsedOptions, demand: Demand): Run {
  const row = { id: "carme-estimate", user_id: person.id, user_name: person.name, server_name: "", job: {} }
  return runView(core, { ...row, user_options: userOptions, demand }, person)
}

function time({ at }: BetterChoice): number {
  return at?.getTime() ?? Number.POSITIVE_INFINITY
}
