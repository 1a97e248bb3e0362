/** The calendar as an iCalendar feed, for calendar programs, which can send no header: a secret address of one's own. */
import { randomBytes } from "node:crypto"
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { allows, ownerScopes } from "../../core/rbac/scope-check.ts"
import { baseOf } from "../../core/rbac/scope-expand.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { intersectScopes } from "../../core/rbac/scope-intersect.ts"
import { type Calendar, readCluster, theCalendar } from "../../core/reservations/bookable.ts"
import { feed } from "../../core/reservations/feed.ts"
import { sightOf } from "../../core/reservations/sight.ts"
import { admits } from "../../core/reservations/who-may-use.ts"
import { hubPrefix } from "../../core/urls.ts"
import { tokenDigest } from "../../core/users/token-hash.ts"
import { deleteFeedToken, feedTokenCreated, setFeedToken, useFeedToken } from "../../db/feed-tokens.ts"
import { listReservations } from "../../db/reservations.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserById } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
import { clientHost, clientProtocol } from "../client.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { isoTime } from "../iso-time.ts"

const secret = {
  path: "/api/reservations/feed",
  tag: "reservations",
  handler: "carme.ReservationFeedHandler",
  scopes: ["reservations"],
  filters: true,
} as const

/** Bookings that are over are of interest for a while. */
const pastMs = 90 * 24 * 3_600_000

export const reservationsFeedEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "get",
    path: "/api/reservations.ics",
    summary: "Bookings as iCalendar: what the caller may use, or all; by an API token, or by the feed's own `?token=`",
    tag: "reservations",
    handler: "carme.ReservationFeedHandler",
    scopes: "none",
    checksXsrf: true,
    query: z.object({
      token: z
        .string()
        .max(100)
        .optional()
        .meta({ description: "Of the secret address, see POST /api/reservations/feed" }),
      all: z.enum(["true", "false"]).optional().meta({ description: "Everybody's bookings" }),
    }),
    replies: { 200: z.string() },
    async handle({ core, identity, query }) {
      const calendar = theCalendar(core)
      const reader = query.token === undefined ? identity : await byFeedToken(core, query.token)
      if (reader === null || scopeFilter(reader.scopes, "read:reservations") === null)
        throw new Refusal(403, "Missing or invalid credentials.")
      const from = new Date(core.clock.now().getTime() - pastMs)
      const rows = await listReservations(core.db, {
        from,
        states: ["requested", "approved", "active", "ending", "ended"],
      })
      const sight = await sightOf(core, reader, rows)
      const entries = rows.map(row => ({ row, sight: sight(row) }))
      const all = query.all === "true"
      const byHand = await madeByHand(core, calendar, all ? null : (reader.user?.name ?? ""))
      const body = await feed(core, all ? entries : entries.filter(entry => entry.sight.mine), byHand)
      const headers = { "Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache" }
      return { status: 200, body, headers }
    },
  }),
  endpoint({
    ...secret,
    method: "get",
    summary: "Whether the caller has a secret address of the feed",
    replies: { 200: z.strictObject({ created: z.string().nullable() }) },
    async handle(call) {
      return { status: 200, body: { created: isoTime(await feedTokenCreated(call.core.db, (await self(call)).id)) } }
    },
  }),
  endpoint({
    ...secret,
    method: "post",
    summary: "Make a secret address of the feed; an earlier one is worth nothing from now on",
    replies: { 201: z.strictObject({ url: z.string() }) },
    async handle(call) {
      const { core, request } = call
      const user = await self(call)
      await refuseLess(call, user)
      const token = randomBytes(24).toString("base64url")
      await setFeedToken(core.db, user.id, tokenDigest(token), core.clock.now())
      const host = `${clientProtocol(core, request)}://${clientHost(core, request)}`
      const url = `${host}${hubPrefix(core.config)}api/reservations.ics?token=${token}`
      return { status: 201, body: { url } }
    },
  }),
  endpoint({
    ...secret,
    method: "delete",
    summary: "Take the secret address of the feed back",
    replies: { 204: null },
    async handle(call) {
      if (await deleteFeedToken(call.core.db, (await self(call)).id)) return { status: 204 }
      throw new Refusal(404, "There is no secret address of the feed.")
    },
  }),
]

/** `user` null is everybody's. Without an answer of Slurm the rest is told all the same. */
async function madeByHand(core: Core, calendar: Calendar, user: string | null): Promise<readonly Reservation[]> {
  try {
    const { foreign } = await readCluster(core, calendar, 60_000)
    const accounts = Object.values(core.config.get("CarmeHub.queues")).map(queue => queue.account)
    return foreign.filter(found => user === null || accounts.some(account => admits(found, user, account)))
  } catch (cause) {
    core.log.warn("failed to read the bookings made in Slurm by hand", { cause })
    return []
  }
}

/** Only the feed is read by it, with what its owner may read now. */
async function byFeedToken(core: Core, token: string): Promise<Pick<Identity, "scopes" | "user"> | null> {
  const id = await useFeedToken(core.db, tokenDigest(token), core.clock.now())
  const user = id === null ? null : await findUserById(core.db, id)
  return user && { user, scopes: await ownerScopes(core, { user }) }
}

async function self({ core, identity }: Pick<Call, "core" | "identity">): Promise<UserRow> {
  theCalendar(core)
  const { user } = identity
  if (!user) throw new Refusal(403, "A feed is for a person: a service reads the calendar with its API token.")
  if ((await allows(core, identity, "reservations", { kind: "user", name: user.name })) === true) return user
  throw new Refusal(403, "This token may not book for you, so your feed is not its business either.")
}

/** The address reads all that its owner may read: a token of less must not get more by it. */
async function refuseLess({ core, identity }: Pick<Call, "core" | "identity">, user: UserRow): Promise<void> {
  const readable = (await ownerScopes(core, { user })).filter(scope => baseOf(scope) === "read:reservations")
  const common = intersectScopes(identity.scopes, readable)
  if (readable.every(scope => common.includes(scope))) return
  throw new Refusal(
    403,
    "The address would read more of the calendar than this token may: make it on the page of reservations.",
  )
}
