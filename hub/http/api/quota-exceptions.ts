/** Exceptions of people and groups, which go before the limits of roles: seen and made by admins. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { parseTime } from "../../core/quotas/windows.ts"
import { findGroupByName } from "../../db/groups.ts"
import {
  deleteException,
  type ExceptionRow,
  findException,
  type Holder,
  listExceptions,
  saveException,
} from "../../db/quotas.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint } from "../endpoint.ts"
import { isoTime } from "../iso-time.ts"
import { quotaBody, quotaModel, quotaOf } from "../models/quota-model.ts"
import { checkedQuota } from "./checked-quota.ts"
import { knownUser } from "./known-user.ts"
import { callerName } from "./server-words.ts"

const handler = "carme.QuotaHandler"
const tag = "quotas"

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

export const quotaExceptionsEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/api/quota-exceptions", tag, handler, scopes: ["admin:quotas"] },
    summary: "Exceptions of users and groups that hold now",
    replies: { 200: z.array(exception) },
    async handle({ core }) {
      return { status: 200, body: await exceptionsNow(core) }
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

/** Those that have not ended; people before groups. */
export async function exceptionsNow(core: Core): Promise<readonly z.infer<typeof exception>[]> {
  const rows = await listExceptions(core.db, core.clock.now())
  return rows.map(row => exceptionModel(row.name, row))
}

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
          limits: checkedQuota(core, quotaOf(body.limits)),
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

function untilOf(core: Core, text: string | null): Date | null {
  if (text === null) return null
  const until = parseTime(text, core.config.get("CarmeHub.time_zone"))
  if (until === null) throw new Refusal(400, "until must be a date such as 2026-12-31, or a time.")
  if (until <= core.clock.now())
    throw new Refusal(400, "until must be in the future: to end an exception now, delete it.")
  return until
}
