/** The calendar: who has booked which GPUs and nodes for when; bookings are made, changed, approved and cancelled here. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { book } from "../../core/reservations/book.ts"
import { theCalendar } from "../../core/reservations/bookable.ts"
import { cancelBooking, changeBooking, decideBooking, theReservation } from "../../core/reservations/change.ts"
import { confirmBooking, confirmNew } from "../../core/reservations/confirm.ts"
import { sightOf } from "../../core/reservations/sight.ts"
import { instantOf, knownZone } from "../../core/reservations/zone-time.ts"
import { siteZone } from "../../core/site-zone.ts"
import { type ReservationRow, reservationStates } from "../../db/reservations.ts"
import { fitsColumn } from "../../db/times.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { type ReservationModel, reservationModel, reservationSchema } from "../models/reservation-model.ts"
import { checkPeople, note, people, time, zone } from "./booking-body.ts"
import { listed } from "./booking-list.ts"
import { ownerOfBooking } from "./booking-owner.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"
import { told } from "./told.ts"

const reservations = z.array(reservationSchema)

const list = { path: "/api/reservations", tag: "reservations", handler: "carme.ReservationListHandler" } as const
const one = { path: "/api/reservations/:id", tag: "reservations", handler: "carme.ReservationHandler" } as const

const instant = z
  .string()
  .max(40)
  .refine(text => fitsColumn(new Date(text)), { error: issue => `${told(issue.input)} is no time` })
  .transform(text => new Date(text))

export const reservationsEndpoints: readonly Endpoint[] = [
  endpoint({
    ...list,
    method: "get",
    summary:
      "List bookings that are not over, or those of a time, by their begin; those made in Slurm by hand and one's own that failed included",
    scopes: ["read:reservations"],
    filters: true,
    query: z.object({
      ...pageQuery,
      from: instant.optional().meta({ description: "Only what ends after this; now when left out" }),
      to: instant.optional().meta({ description: "Only what begins before this" }),
      state: z
        .enum(["live", "all", ...reservationStates], { error: issue => `There is no state ${told(issue.input)}` })
        .optional()
        .meta({ description: "A state, `live` (the default) or `all`" }),
      mine: z.enum(["true", "false"]).optional().meta({ description: "Only what the caller may use" }),
    }),
    replies: { 200: z.union([reservations, paginatedSchema(reservations)]) },
    async handle(call) {
      const { core, identity, query } = call
      const page = pageOf(call)
      const all = await listed(core, identity, query)
      const shown = query.mine === "true" ? all.filter(model => model.mine) : all
      return { status: 200, body: paged(call, page, shown.slice(page.offset, page.offset + page.limit), shown.length) }
    },
  }),
  endpoint({
    ...list,
    method: "post",
    summary: "Book GPUs or nodes for a time",
    scopes: ["reservations"],
    filters: true,
    body: z.strictObject({
      owner: z.string().max(255).optional().meta({ description: "For whom; the caller when left out" }),
      queue: z.string().max(255),
      nodes: z.int().min(1).max(10_000).nullish().meta({ description: "Whole nodes; else say `gpus`" }),
      gpus: z.int().min(1).max(100_000).nullish(),
      gpu_type: z.string().max(64).nullish(),
      starts: time.meta({ description: "With an offset (`2026-11-30T14:00:00Z`), or by the clock of `time_zone`" }),
      ends: time,
      time_zone: zone.optional().meta({ description: "IANA name; the site's when left out" }),
      ...people,
      note: note.optional(),
    }),
    replies: { 201: reservationSchema },
    async handle({ core, identity, body }) {
      const { settings } = theCalendar(core)
      const { owner, byAdmin } = await ownerOfBooking(core, identity, body.owner)
      const timeZone = body.time_zone === undefined ? siteZone(core.config) : knownZone(body.time_zone)
      if ((body.nodes ?? null) === null && (body.gpus ?? null) === null)
        throw new Refusal(400, "Say what is to be booked: gpus or nodes.", { code: "bad-input" })
      if ((body.nodes ?? null) !== null && settings.unit === "gpus")
        throw new Refusal(400, "On this hub GPUs are booked, not nodes: say gpus.", { code: "bad-input" })
      await checkPeople(core, owner, body, byAdmin)
      const booked = await book(core, {
        owner,
        queue: body.queue,
        wanted: { nodes: body.nodes ?? null, gpus: body.gpus ?? 0, gpuType: body.gpu_type ?? null },
        starts: instantOf(body.starts, timeZone),
        ends: instantOf(body.ends, timeZone),
        timeZone,
        users: [...new Set(body.users ?? [])],
        group: body.group ?? null,
        note: body.note ?? "",
        by: nameOf(identity),
        beyondRules: byAdmin,
      })
      const row = await confirmNew(core, booked)
      return { status: 201, body: await modelOf(core, identity, row) }
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "One booking",
    scopes: ["read:reservations"],
    filters: true,
    replies: { 200: reservationSchema },
    async handle({ core, identity, params }) {
      theCalendar(core)
      return { status: 200, body: await modelOf(core, identity, await theReservation(core.db, idOf(params.id))) }
    },
  }),
  endpoint({
    ...one,
    method: "patch",
    summary: "Change the time, the people or the note of a booking",
    scopes: ["reservations"],
    filters: true,
    body: z.strictObject({
      starts: time.optional(),
      ends: time.optional(),
      time_zone: zone.optional(),
      ...people,
      note: note.optional(),
      version: z.int().optional().meta({ description: "The version that you saw: a later one is not overwritten" }),
    }),
    replies: { 200: reservationSchema },
    async handle({ core, identity, params, body }) {
      theCalendar(core)
      const { row, byAdmin } = await mine(core, identity, params.id)
      const timeZone = body.time_zone === undefined ? row.time_zone : knownZone(body.time_zone)
      await checkPeople(core, { name: row.owner_name }, body, byAdmin)
      const changes = {
        ...(body.starts === undefined ? {} : { starts: instantOf(body.starts, timeZone) }),
        ...(body.ends === undefined ? {} : { ends: instantOf(body.ends, timeZone) }),
        ...(body.users === undefined ? {} : { users: [...new Set(body.users)] }),
        ...(body.group === undefined ? {} : { group: body.group }),
        ...(body.note === undefined ? {} : { note: body.note }),
        timeZone,
      }
      const changed = await changeBooking(core, row.id, changes, by(identity, byAdmin, body.version))
      return { status: 200, body: await modelOf(core, identity, changed) }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Cancel a booking; one that holds ends now",
    scopes: ["reservations"],
    filters: true,
    replies: { 200: reservationSchema },
    async handle({ core, identity, params }) {
      theCalendar(core)
      const { row, byAdmin } = await mine(core, identity, params.id)
      return {
        status: 200,
        body: await modelOf(core, identity, await cancelBooking(core, row.id, by(identity, byAdmin))),
      }
    },
  }),
  endpoint({
    ...one,
    path: "/api/reservations/:id/approve",
    handler: "carme.ReservationApproveHandler",
    method: "post",
    summary: "Say yes or no to a booking that asks for it",
    scopes: ["admin:reservations"],
    filters: true,
    body: z
      .strictObject({
        approved: z.boolean().default(true),
        message: note.default("").meta({ description: "Shown to the owner" }),
        version: z.int().optional(),
      })
      .nullish(),
    replies: { 200: reservationSchema },
    async handle({ core, identity, params, body }) {
      theCalendar(core)
      const row = await theReservation(core.db, idOf(params.id))
      if (!(await sightOf(core, identity, [row]))(row).approve) throw notYours(row)
      const who = by(identity, true, body?.version)
      const decided = await decideBooking(core, row.id, body?.approved ?? true, body?.message ?? "", who)
      return { status: 200, body: await modelOf(core, identity, await confirmBooking(core, decided)) }
    },
  }),
]

async function modelOf(core: Core, identity: Identity, row: ReservationRow): Promise<ReservationModel> {
  return reservationModel(row, (await sightOf(core, identity, [row]))(row))
}

/** A booking that the caller may change. Throws a Refusal 403 or 404. */
async function mine(core: Core, identity: Identity, id: string | undefined) {
  const row = await theReservation(core.db, idOf(id))
  const sight = (await sightOf(core, identity, [row]))(row)
  if (!sight.change) throw notYours(row)
  return { row, byAdmin: sight.approve }
}

function notYours(row: ReservationRow): Refusal {
  return new Refusal(403, `The booking ${row.id} is not yours to decide on.`, { code: "reservation-not-yours" })
}

function by(identity: Identity, beyondRules: boolean, version?: number) {
  return { name: nameOf(identity), beyondRules, ...(version === undefined ? {} : { version }) }
}

function nameOf({ user, service }: Identity): string {
  return user?.name ?? `service ${service?.name ?? ""}`
}

function idOf(text: string | undefined): number {
  if (/^\d{1,9}$/.test(text ?? "")) return Number(text)
  throw new Refusal(404, `There is no booking ${told(text)}.`, { code: "reservation-unknown" })
}
