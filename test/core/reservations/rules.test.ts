import t from "tap"
import { reservations } from "../../../hub/config/carme/reservations.ts"
import { checkWindow, type Proposal, type RuleContext, ruleRefusal } from "../../../hub/core/reservations/rules.ts"
import { noLimits } from "../../../hub/core/servers/quota.ts"
import type { Limits } from "../../../hub/plugin/offer.ts"

const hour = 3_600_000
const now = new Date("2026-11-30T08:00:00Z")
const after = (hours: number) => new Date(now.getTime() + hours * hour)
const ask = (row: Partial<Proposal> = {}): Proposal => ({
  queue: "large",
  gpus: 2,
  gpuType: null,
  types: ["a100", "t4"],
  starts: after(24),
  ends: after(26),
  ...row,
})
const mayBook = { reservations: { daysAhead: 7, hours: 8 } }

function refused(
  proposal: Proposal,
  limits: Partial<Limits> = mayBook,
  rest: Partial<RuleContext> & { set?: object } = {},
) {
  const settings = reservations.parse(rest.set ?? {})
  if (!settings) throw new Error("no settings")
  const context = {
    now,
    settings,
    limits: { ...noLimits, ...limits },
    own: [],
    zone: "Europe/Berlin",
    begun: false,
    ...rest,
  }
  const refusal = ruleRefusal(proposal, context)
  return refusal && { code: refusal.detail.code, allowed: refusal.detail.allowed, message: refusal.message }
}

t.test("within the rules there is no refusal", async t => {
  t.equal(refused(ask()), null)
  t.equal(refused(ask({ ends: after(24 + 8) })), null)
  t.equal(refused(ask({ starts: after(7 * 24), ends: after(7 * 24 + 1) })), null)
  t.equal(
    refused(ask({ starts: after(-0.05), ends: after(2) })),
    null,
    "from now on, by somebody who has filled in a form",
  )
})

t.test("each rule says what it is and what would be allowed", async t => {
  t.match(refused(ask(), {}), { code: "reservation-not-allowed", message: /None of your roles may book/ })
  t.match(refused(ask(), { ...mayBook, queues: ["instant"] }), { code: "queue-not-allowed", allowed: ["instant"] })
  t.match(refused(ask({ gpuType: "h100" }), { ...mayBook, gpuTypes: ["a100"] }), {
    code: "quota-gpu-types",
    allowed: ["a100"],
  })
  t.match(refused(ask(), { ...mayBook, gpuTypes: ["t4", "h100"] }), {
    code: "quota-gpu-types",
    allowed: ["t4"],
    message: "You may not book GPUs of any type: choose t4.",
  })
  t.equal(refused(ask(), { ...mayBook, gpuTypes: ["t4", "a100"] }), null, "all that it could hold is allowed")
  t.equal(refused(ask({ gpus: 0 }), { ...mayBook, gpuTypes: [] }), null, "nodes without GPUs are of no type")
  t.match(refused(ask({ starts: after(-1) })), { code: "reservation-lead-time", message: /in the past/ })
  t.match(refused(ask(), mayBook, { set: { lead_time: "2-00:00:00" } }), {
    code: "reservation-lead-time",
    allowed: after(48).toISOString(),
    message: /2-00:00:00 before it begins: the earliest is Wed 2 Dec 09:00 \(Europe\/Berlin\)/,
  })
  t.match(refused(ask({ starts: after(169), ends: after(170) })), {
    code: "reservation-days-ahead",
    allowed: after(168).toISOString(),
    message: /7 days ahead: until Mon 7 Dec 09:00/,
  })
  t.match(refused(ask({ ends: after(24 + 9) })), {
    code: "reservation-hours",
    allowed: 8,
    message: /8 hours; this one lasts 9 hours/,
  })
  t.match(refused(ask(), mayBook, { set: { max_gpus: 1 } }), { code: "reservation-gpus", allowed: 1 })
})

t.test("GPUs at once are counted at the time of the booking alone", async t => {
  const own = [{ starts: after(25), ends: after(27), nodes: ["n1"], gpus: 2, gpuType: null }]
  const limits = { ...mayBook, gpus: 3 }
  t.match(refused(ask(), limits, { own }), {
    code: "quota-gpus",
    allowed: 1,
    message: /other bookings at that time hold 2.*Up to 1 GPU/,
  })
  t.equal(refused(ask({ starts: after(27), ends: after(28) }), limits, { own }), null, "one after the other")
  t.match(refused(ask({ gpus: 4 }), limits), { code: "quota-gpus", allowed: 3 })
})

t.test("how many bookings somebody may have open", async t => {
  const own = [1, 2].map(i => ({ starts: after(50 + i), ends: after(51 + i), nodes: [], gpus: 1, gpuType: null }))
  t.match(refused(ask(), mayBook, { own, set: { max_open: 2 } }), { code: "reservation-open" })
  t.equal(refused(ask(), mayBook, { own, set: { max_open: null } }), null)
})

t.test("when a booking began is no question while it holds", async t => {
  t.equal(refused(ask({ starts: after(-3), ends: after(2) }), mayBook, { begun: true }), null)
})

t.test("a window that is none", async t => {
  for (const [starts, ends] of [
    [2, 1],
    [1, 1.05],
    [-3, -1],
  ] as const)
    t.throws(() => checkWindow({ starts: after(starts), ends: after(ends) }, now), {
      message: /A booking|This time is over/,
    })
  t.doesNotThrow(() => checkWindow({ starts: after(-1), ends: after(1) }, now))
})
