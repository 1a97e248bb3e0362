/** /hub/quota: a person's limits, what is used of them, what was used day by day, and what each role gives. */
import { standingOf } from "../../core/quotas/standing.ts"
import { dayName, timeInZone, windowAt, windowsTouched } from "../../core/quotas/windows.ts"
import { gpuSecondsIn } from "../../db/gpu-time.ts"
import { listRoles } from "../../db/roles.ts"
import { usageByUser } from "../../db/usage.ts"
import { exceptionsNow } from "../api/quota-exceptions.ts"
import { roleQuotas } from "../api/quotas.ts"
import type { Call } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { page } from "./page-row.ts"
import { isUnlimited, limitLabels, limitTexts, quotaTexts, saysSomething } from "./quota-texts.ts"
import { ownUser } from "./target-user.ts"

const monthMs = 29 * 86_400_000
/** Roles that no person has. */
const ofTokens: readonly string[] = ["token", "server"]

export const quotaPage = page({
  path: "/quota",
  summary: "The own limits, what is used of them, and what each role gives",
  handler: "carme.QuotaPageHandler",
  scopes: "identified",
  async handle(call) {
    const { core } = call
    const user = ownUser(call)
    const zone = core.config.get("CarmeHub.time_zone")
    const standing = await standingOf(core, user)
    const roles = await roleQuotas(core)
    const ends = standing.budgets.map(budget => timeInZone(new Date(budget.span.to * 1000), zone))
    const limits = limitTexts(standing, ends)
    const admin = call.identity.scopes.includes("admin:quotas") ? await adminsPart(call, roles) : null
    return await renderPage(call, "quota", {
      limits: limits.filter(saysSomething),
      unlimited: limits.filter(isUnlimited).map(({ label }) => label),
      windows: standing.budgets.map((budget, i) => ({ window: budget.window, ends: ends[i] })),
      days: await history(call, user.id),
      roles: roles.map(row => ({ ...row, changed_at: dateOf(row.changed_at), texts: quotaTexts(row.limits) })),
      admin,
      everybody: admin && (await everybody(call)),
      page_data: { user: user.name, labels: limitLabels, zone, admin: admin && { ...admin, roles } },
    })
  },
})

/** The last 30 days, newest last, each as a share of the one with most. */
async function history({ core }: Call, userId: number) {
  const zone = core.config.get("CarmeHub.time_zone")
  const now = core.clock.now()
  const first = windowAt("day", new Date(now.getTime() - monthMs), zone)
  const days = windowsTouched("day", { from: first.from, to: now.getTime() / 1000 }, zone)
  const spans = days.map(({ from, to }) => ({ from, to: Math.min(to, now.getTime() / 1000) }))
  const seconds = await gpuSecondsIn(core.db, spans, now, rows => rows.where("carme_allocations.user_id", userId))
  return days
    .map(({ from }, i) => ({ day: dayName(new Date(from * 1000), zone), hours: rounded(seconds[i] ?? 0) }))
    .filter(day => day.hours > 0)
}

/** What those who may change limits are shown of them beside the roles' own. */
async function adminsPart({ core }: Call, roles: Awaited<ReturnType<typeof roleQuotas>>) {
  const zone = core.config.get("CarmeHub.time_zone")
  const limited = new Set(roles.map(({ role }) => role))
  return {
    free_roles: (await listRoles(core.db))
      .map(({ name }) => name)
      .filter(name => !limited.has(name) && !ofTokens.includes(name)),
    exceptions: (await exceptionsNow(core)).map(row => ({
      ...row,
      texts: quotaTexts(row.limits),
      ends: row.until === null ? "never" : timeInZone(new Date(row.until), zone),
    })),
  }
}

/** This month, before the page's script asks for another time; the whole list is in the API. */
async function everybody({ core }: Call) {
  const now = core.clock.now()
  const zone = core.config.get("CarmeHub.time_zone")
  const { from } = windowAt("month", now, zone)
  const span = { from, to: now.getTime() / 1000 }
  const { rows, total } = await usageByUser(core.db, span, now, { offset: 0, limit: 50 })
  const models = rows.map(({ user, seconds, runs }) => ({ user, hours: rounded(seconds), runs }))
  return { from: dayName(new Date(from * 1000), zone), total, rows: models }
}

/** Templates write times themselves. */
function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time)
}

function rounded(seconds: number): number {
  return Math.round(seconds / 36) / 100
}
