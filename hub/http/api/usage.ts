/** What people have used: GPU-hours by day and by run for oneself, of everybody for admins, as JSON and CSV. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { dayName, parseTime, windowAt, windowsTouched } from "../../core/quotas/windows.ts"
import { gpuSecondsIn, type Span } from "../../db/gpu-time.ts"
import { listUsedRuns, type UsedRun, usageByUser } from "../../db/usage.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint, type Reply } from "../endpoint.ts"
import { isoTime } from "../iso-time.ts"
import { csv } from "./csv.ts"
import { knownUser } from "./known-user.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const handler = "carme.UsageHandler"
const tag = "quotas"
/** A year of days; a longer time is asked for in parts. */
const mostDays = 366
/** In one statement: each run is held against each of its days, and meanwhile nobody else has the connection. */
const daysAtOnce = 31
const mostRuns = 1000
const mostUsers = 1_000_000

const text = z.string().nullable()
const byDay = z.array(z.strictObject({ day: z.string(), gpu_hours: z.number() }))
const byRun = z.array(
  z.strictObject({
    run: z.string(),
    server: z.string(),
    state: z.string(),
    queue: text,
    gpus: z.number(),
    gpu_type: text,
    requested_at: text,
    started_at: text,
    ended_at: text,
    gpu_hours: z.number(),
    /** False while the figures are the hub's own: the accounting has not told yet. */
    settled: z.boolean(),
  }),
)
const byUser = z.array(z.strictObject({ user: z.string(), gpu_hours: z.number(), runs: z.number() }))

const time = z.string().max(64).optional()
const period = {
  from: time.meta({ description: "A date or a time" }),
  to: time.meta({ description: "Up to, but without" }),
}

export const usageEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/api/users/:name/usage", tag, handler, scopes: ["read:quotas"] },
    target: { user: "name" },
    summary: "GPU-hours of a user by day or by run, of the last 30 days unless it says another time",
    query: z.object({ ...pageQuery, ...period, by: z.enum(["day", "run"]).default("day") }),
    replies: { 200: z.union([byDay, byRun, paginatedSchema(byRun)]) },
    async handle(call) {
      const { core, params, query } = call
      const span = spanOf(core, query)
      const user = await knownUser(core, params.name)
      if (query.by === "day") return { status: 200, body: await days(core, span, user.id) }
      const now = core.clock.now().getTime() / 1000
      // The history as one list, unless a part of it is asked for.
      const asked = pageOf(call)
      const page = query.limit === undefined && !asked.paginated ? { ...asked, limit: mostRuns } : asked
      const { rows, total } = await listUsedRuns(core.db, user.id, span, page)
      const models = rows.map(run => runModel(run, span, now))
      return { status: 200, body: paged(call, page, models, total) }
    },
  }),
  endpoint({
    ...{ method: "get", path: "/api/usage", tag, handler, scopes: ["admin:quotas"] },
    summary: "GPU-hours of everybody, by user or by day; as CSV for those who accept text/csv",
    query: z.object({ ...pageQuery, ...period, by: z.enum(["user", "day"]).default("user") }),
    replies: { 200: z.union([byUser, byDay, paginatedSchema(byUser), z.string()]) },
    async handle(call) {
      const { core, query, request } = call
      const span = spanOf(core, query)
      const asCsv = (request.headers.accept ?? "").toLowerCase().includes("text/csv")
      if (query.by === "day") {
        const rows = await days(core, span)
        return asCsv ? csvReply(csv(["day", "gpu_hours"], rows)) : { status: 200, body: rows }
      }
      // A table is for the books: it is the whole list, unless a part of it is asked for.
      const page = asCsv && query.limit === undefined ? { ...pageOf(call), limit: mostUsers } : pageOf(call)
      const { rows, total } = await usageByUser(core.db, span, core.clock.now(), page)
      const models = rows.map(row => ({ user: row.user, gpu_hours: hours(row.seconds), runs: row.runs }))
      if (asCsv) return csvReply(csv(["user", "gpu_hours", "runs"], models))
      return { status: 200, body: paged(call, page, models, total) }
    },
  }),
]

function csvReply(body: string): Reply {
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="usage.csv"',
  }
  return { status: 200, body, headers }
}

async function days(core: Core, span: Span, userId?: number): Promise<z.infer<typeof byDay>> {
  const zone = core.config.get("CarmeHub.time_zone")
  // From noon to noon a year touches a day more, and with the clocks put forward another one.
  const windows = windowsTouched("day", span, zone, mostDays + 2)
  const parts = windows.map(({ from, to }) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
  const seconds: number[] = []
  const now = core.clock.now()
  for (let from = 0; from < parts.length; from += daysAtOnce) {
    const some = await gpuSecondsIn(core.db, parts.slice(from, from + daysAtOnce), now, rows =>
      userId === undefined ? rows : rows.where("carme_allocations.user_id", userId),
    )
    seconds.push(...some)
  }
  return windows.map((window, i) => ({
    day: dayName(new Date(window.from * 1000), zone),
    gpu_hours: hours(seconds[i] ?? 0),
  }))
}

/** The last 30 days, today with them, unless it says another time: up to now, since what is to come is not used. */
function spanOf(core: Core, asked: { readonly from?: string | undefined; readonly to?: string | undefined }): Span {
  const zone = core.config.get("CarmeHub.time_zone")
  const now = core.clock.now()
  const at = (name: "from" | "to", otherwise: Date) => {
    const given = asked[name]
    const time = given === undefined ? otherwise : parseTime(given, zone)
    if (time === null) throw new Refusal(400, `${name} must be a date such as 2026-11-27, or a time.`)
    return time
  }
  const to = at("to", now)
  const from = at("from", new Date(windowAt("day", new Date(to.getTime() - 29 * 86_400_000), zone).from * 1000))
  if (from >= to) throw new Refusal(400, "from must be before to.")
  if (to.getTime() - from.getTime() > mostDays * 86_400_000)
    throw new Refusal(400, `At most ${mostDays} days can be asked for at a time.`)
  return { from: from.getTime() / 1000, to: Math.min(to.getTime(), Math.max(now.getTime(), from.getTime() + 1)) / 1000 }
}

function runModel(run: UsedRun, span: Span, now: number): z.infer<typeof byRun>[number] {
  const begin = run.started_s ?? run.ended_s ?? now
  const end = run.ended_s ?? now
  const seconds = Math.max(0, Math.min(end, span.to) - Math.max(begin, span.from))
  return {
    run: run.run_id,
    server: run.server_name,
    state: run.state,
    queue: run.queue,
    gpus: run.gpus,
    gpu_type: run.gpu_type,
    requested_at: isoTime(run.admitted_at),
    started_at: run.started_s === null ? null : isoTime(new Date(run.started_s * 1000)),
    ended_at: run.ended_s === null ? null : isoTime(new Date(run.ended_s * 1000)),
    gpu_hours: hours(seconds * run.weighted_gpus),
    settled: run.settled_by !== null,
  }
}

function hours(seconds: number): number {
  return Math.round((seconds / 3600) * 1e6) / 1e6
}
