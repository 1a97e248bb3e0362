/** What the hub does by the clock alone: routes and activity, expired rows, and the counts of the metrics. */
import { countLiveRunsByState } from "../db/runs.ts"
import { countActiveUsers, countUsers } from "../db/users.ts"
import { checkRoutes } from "./check-routes.ts"
import type { Core } from "./core.ts"
import { sendBookingNotices } from "./notices/booking-notices.ts"
import { sendDueNotices } from "./notices/notices.ts"
import { endRunsOfExpiredProjects } from "./projects/end-runs.ts"
import { endExpiredProjects } from "./projects/projects.ts"
import { purgeExpired } from "./start/start-cleanup.ts"

const periods = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 } as const
const hourMs = 3_600_000
/** A mail is no faster than this. */
const noticesMs = 10_000

/** Starts the timers; returns what stops them. */
export function startPeriodic(core: Core): () => void {
  const { config, clock } = core
  const every = (ms: number, what: string, work: () => Promise<void>) =>
    clock.every(ms, () =>
      work().catch(error => core.log.error(`${what} failed; it is tried again later`, { cause: error })),
    )
  const stops = [
    every(1000 * config.get("JupyterHub.last_activity_interval"), "Checking the routes", () => checkRoutes(core)),
    every(60_000, "Ending projects", () => endExpiredProjects(core)),
    every(60_000, "Ending sessions of projects that are over", () => endRunsOfExpiredProjects(core)),
    every(hourMs, "Deleting expired tokens", () => purgeExpired(core)),
  ]
  if (config.get("CarmeHub.mail") !== null) {
    stops.push(every(noticesMs, "Sending mail", () => sendDueNotices(core)))
    stops.push(every(noticesMs, "Sending mail of bookings", () => sendBookingNotices(core)))
  }
  if (config.get("PeriodicMetricsCollector.active_users_enabled")) {
    const seconds = config.get("PeriodicMetricsCollector.active_users_update_interval")
    stops.push(every(1000 * seconds, "Counting users", () => countPeople(core)))
  }
  return () => {
    for (const stop of stops) stop()
  }
}

/** Sets total_users, active_users and running_servers from the database: the truth after a restart. */
export async function countPeople(core: Core): Promise<void> {
  const now = core.clock.now().getTime()
  await countPresent(core)
  for (const [period, hours] of Object.entries(periods)) {
    core.metrics.activeUsers.set({ period }, await countActiveUsers(core.db, new Date(now - hours * hourMs)))
  }
}

/** Sets total_users and running_servers: cheap enough for each reading of the metrics, which then show what is. */
export async function countPresent(core: Core): Promise<void> {
  core.metrics.totalUsers.set(await countUsers(core.db))
  const states = await countLiveRunsByState(core.db)
  core.metrics.runningServers.set(states.get("ready") ?? 0)
}
