/** Limits of roles, and how a user stands: read by everybody for themselves, changed by admins. */
import { z } from "zod"
import type { Quota } from "../../config/carme/quotas.ts"
import type { Core } from "../../core/core.ts"
import { standingOf } from "../../core/quotas/standing.ts"
import { deleteQuota, listQuotas, type QuotaRow, saveQuota } from "../../db/quotas.ts"
import { findRolesByNames } from "../../db/roles.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
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
import { checkedQuota } from "./checked-quota.ts"
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
      const limits = checkedQuota(core, quotaOf(body))
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
]

/** Of the configuration, and what was set over it. */
export async function roleQuotas(core: Core): Promise<readonly z.infer<typeof roleQuota>[]> {
  const set = new Map((await listQuotas(core.db)).map(row => [row.role, row]))
  const configured = core.config.get("CarmeHub.quotas")
  const roles = [...new Set([...Object.keys(configured), ...set.keys()])]
  return roles.map(role => roleModel(role, set.get(role) ?? null, configured[role] ?? {}))
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

function of(limit: number | null, used: number): { limit: number | null; used: number; left: number | null } {
  return { limit, used, left: limit === null ? null : Math.max(0, Math.round((limit - used) * 1e6) / 1e6) }
}
