/** Limits of roles, and exceptions of people and groups: read by everybody for themselves, changed by admins. */
import { z } from "zod"
import type { Quota } from "../../config/carme/quotas.ts"
import type { Core } from "../../core/core.ts"
import { standingOf } from "../../core/quotas/standing.ts"
import { parseTime } from "../../core/quotas/windows.ts"
import { findGroupByName } from "../../db/groups.ts"
import {
  deleteException,
  deleteQuota,
  type ExceptionRow,
  findException,
  type Holder,
  listExceptions,
  listQuotas,
  type QuotaRow,
  saveException,
  saveQuota,
} from "../../db/quotas.ts"
import { findRolesByNames } from "../../db/roles.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { isoTime } from "../iso-time.ts"
import {
  limitsModel,
  limitsSchema,
  quotaBody,
  quotaModel,
  quotaOf,
  sourcesModel,
  sourcesSchema,
} from "../models/quota-model.ts"
import { knownUser } from "./known-user.ts"
import { callerName } from "./server-words.ts"

const handler = "carme.QuotaHandler"
const tag = "quotas"

const roleQuota = z.strictObject({
  role: z.string(),
  limits: quotaBody,
  /** Set at run time, or by the configuration. */
  set_by: z.enum(["configuration", "admin"]),
  changed_by: z.string().nullable(),
  changed_at: z.string().nullable(),
})

const exception = z.strictObject({
  kind: z.enum(["user", "group"]),
  name: z.string(),
  limits: quotaBody,
  until: z.string().nullable(),
  changed_by: z.string(),
  changed_at: z.string().nullable(),
})

const exceptionBody = z.strictObject({
  limits: quotaBody,
  until: z.string().max(64).nullish().meta({ description: "A date or a time; null holds until it is taken back" }),
})

const number = z.number().nullable()
const standing = z.strictObject({
  limits: limitsSchema,
  sources: sourcesSchema,
  gpus: z.strictObject({ limit: number, used: z.number(), left: number }),
  jobs: z.strictObject({ limit: number, used: z.number(), left: number }),
  starts: z.strictObject({ limit: number, used: z.number(), left: number }),
  gpu_hours: z.array(
    z.strictObject({
      window: z.enum(["day", "week", "month"]),
      limit: number,
      used: z.number(),
      reserved: z.number(),
      left: number,
      begins: z.string(),
      ends: z.string(),
    }),
  ),
})

export const quotasEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/api/quotas", tag, handler, scopes: ["read:quotas"], filters: true },
    summary: "What each role gives",
    replies: { 200: z.array(roleQuota) },
    async handle({ core }) {
      return { status: 200, body: await roleQuotas(core) }
    },
  }),
  endpoint({
    ...{ method: "get", path: "/api/quota-exceptions", tag, handler, scopes: ["admin:quotas"] },
    summary: "Exceptions of users and groups that hold now",
    replies: { 200: z.array(exception) },
    async handle({ core }) {
      return { status: 200, body: await exceptionsNow(core) }
    },
  }),
  endpoint({
    ...{ method: "get", path: "/api/quotas/:role", tag, handler, scopes: ["read:quotas"], filters: true },
    summary: "What one role gives",
    replies: { 200: roleQuota },
    async handle({ core, params }) {
      return { status: 200, body: await oneRole(core, params.role ?? "") }
    },
  }),
  endpoint({
    ...{ method: "put", path: "/api/quotas/:role", tag, handler, scopes: ["admin:quotas"] },
    summary: "Set the limits of a role, over those of the configuration",
    body: quotaBody,
    replies: { 200: roleQuota },
    async handle({ core, identity, params, body }) {
      const role = params.role ?? ""
      const [known] = await findRolesByNames(core.db, [role])
      if (!known) throw new Refusal(404, `There is no role ${role.slice(0, 255)}.`)
      const limits = checked(core, quotaOf(body))
      await saveQuota(core.db, { role, limits, changed_by: callerName(identity), changed_at: core.clock.now() })
      return { status: 200, body: await oneRole(core, role) }
    },
  }),
  endpoint({
    ...{ method: "delete", path: "/api/quotas/:role", tag, handler, scopes: ["admin:quotas"] },
    summary: "Return to the limits that the configuration gives a role",
    replies: { 204: null },
    async handle({ core, params }) {
      const role = params.role ?? ""
      if (!(await deleteQuota(core.db, role)))
        throw new Refusal(404, `Nothing was set at run time for a role ${role.slice(0, 255)}.`)
      return { status: 204 }
    },
  }),
  endpoint({
    ...{ method: "get", path: "/api/users/:name/quota", tag, handler, scopes: ["read:quotas"] },
    target: { user: "name" },
    summary: "The limits of a user, what each comes from, and what is used, reserved and left",
    replies: { 200: standing },
    async handle({ core, params }) {
      const { limits, sources, usage, startsToday, budgets } = await standingOf(
        core,
        await knownUser(core, params.name),
      )
      return {
        status: 200,
        body: {
          limits: limitsModel(limits),
          sources: sourcesModel(sources),
          gpus: of(limits.gpus, usage.gpus),
          jobs: of(limits.jobs, usage.jobs),
          starts: of(limits.startsPerDay, startsToday),
          gpu_hours: budgets.map(({ span, ...budget }) => ({
            ...budget,
            begins: isoTime(new Date(span.from * 1000)),
            ends: isoTime(new Date(span.to * 1000)),
          })),
        },
      }
    },
  }),
  ...exceptionRows("user", "/api/users/:name/quota", async (core, name) => ({
    user_id: (await knownUser(core, name, `There is no user ${(name ?? "").slice(0, 255)}.`)).id,
  })),
  ...exceptionRows("group", "/api/groups/:name/quota", async (core, name) => {
    const group = await findGroupByName(core.db, name ?? "")
    if (!group) throw new Refusal(404, `There is no group ${(name ?? "").slice(0, 255)}.`)
    return { group_id: group.id }
  }),
]

function exceptionRows(
  kind: "user" | "group",
  path: string,
  holderOf: (core: Core, name: string | undefined) => Promise<Holder>,
): readonly Endpoint[] {
  const row = { path, tag, handler, scopes: ["admin:quotas"], target: { [kind]: "name" } }
  return [
    endpoint({
      ...{ ...row, method: "put" },
      summary: `Set an exception for a ${kind}, which goes before roles until it ends`,
      body: exceptionBody,
      replies: { 200: exception },
      async handle({ core, identity, params, body }: Call<unknown, z.infer<typeof exceptionBody>>) {
        const holder = await holderOf(core, params.name)
        await saveException(core.db, {
          ...{ user_id: null, group_id: null, ...holder },
          limits: checked(core, quotaOf(body.limits)),
          until: untilOf(core, body.until ?? null),
          changed_by: callerName(identity),
          changed_at: core.clock.now(),
        })
        const saved = await findException(core.db, holder)
        if (saved === null) throw new Refusal(404, `The ${kind} has just been deleted.`)
        return { status: 200, body: exceptionModel(params.name ?? "", saved) }
      },
    }),
    endpoint({
      ...{ ...row, method: "delete" },
      summary: `Take back the exception of a ${kind}`,
      replies: { 204: null },
      async handle({ core, params }) {
        if (!(await deleteException(core.db, await holderOf(core, params.name))))
          throw new Refusal(404, `This ${kind} has no exception.`)
        return { status: 204 }
      },
    }),
  ]
}

/** Of the configuration, and what was set over it. */
export async function roleQuotas(core: Core): Promise<readonly z.infer<typeof roleQuota>[]> {
  const set = new Map((await listQuotas(core.db)).map(row => [row.role, row]))
  const configured = core.config.get("CarmeHub.quotas")
  const roles = [...new Set([...Object.keys(configured), ...set.keys()])]
  return roles.map(role => roleModel(role, set.get(role) ?? null, configured[role] ?? {}))
}

/** Those that have not ended; people before groups. */
export async function exceptionsNow(core: Core): Promise<readonly z.infer<typeof exception>[]> {
  const rows = await listExceptions(core.db, core.clock.now())
  return rows.map(row => exceptionModel(row.name, row))
}

async function oneRole(core: Core, role: string): Promise<z.infer<typeof roleQuota>> {
  const found = (await roleQuotas(core)).find(row => row.role === role)
  if (!found) throw new Refusal(404, `There is no quota of a role ${role.slice(0, 255)}.`)
  return found
}

function roleModel(role: string, row: QuotaRow | null, configured: Quota): z.infer<typeof roleQuota> {
  return {
    role,
    limits: quotaModel(row?.limits ?? configured),
    set_by: row === null ? "configuration" : "admin",
    changed_by: row?.changed_by ?? null,
    changed_at: isoTime(row?.changed_at ?? null),
  }
}

function exceptionModel(name: string, row: ExceptionRow): z.infer<typeof exception> {
  return {
    kind: row.user_id === null ? "group" : "user",
    name,
    limits: quotaModel(row.limits),
    until: isoTime(row.until),
    changed_by: row.changed_by,
    changed_at: isoTime(row.changed_at),
  }
}

/** A queue that is not there would silently allow nothing. */
function checked(core: Core, quota: Quota): Quota {
  const known = Object.keys(core.config.get("CarmeHub.queues"))
  const stranger = quota.queues?.find(queue => !known.includes(queue))
  if (stranger === undefined) return quota
  throw new Refusal(
    400,
    `There is no queue ${JSON.stringify(stranger.slice(0, 100))}. There are: ${known.join(", ") || "none"}.`,
  )
}

function untilOf(core: Core, text: string | null): Date | null {
  if (text === null) return null
  const until = parseTime(text, core.config.get("CarmeHub.time_zone"))
  if (until === null) throw new Refusal(400, "until must be a date such as 2026-12-31, or a time.")
  if (until <= core.clock.now())
    throw new Refusal(400, "until must be in the future: to end an exception now, delete it.")
  return until
}

function of(limit: number | null, used: number): { limit: number | null; used: number; left: number | null } {
  return { limit, used, left: limit === null ? null : Math.max(0, Math.round((limit - used) * 1e6) / 1e6) }
}
