/** Keeps when users and servers were last active, as servers report it. Only ever forward. */

import type { UserRow } from "../../db/rows.ts"
import { spawnersOfUsers, touchSpawners } from "../../db/spawners.ts"
import { touchUsers } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { activityTime } from "./activity-times.ts"

/** `{last_activity?, servers?: {name: {last_activity}}}`. Nothing is written unless all of it is right. */
export async function reportActivity(core: Core, user: UserRow, body: unknown): Promise<void> {
  if (!isDict(body)) throw new Refusal(400, "body must be a json dict")
  const { last_activity: own, servers } = body
  if (!own && isEmpty(servers)) {
    throw new Refusal(400, "body must contain at least one of `last_activity` or `servers`")
  }
  const now = core.clock.now()
  const ofServers = isEmpty(servers) ? new Map<number, Date>() : await serverTimes(core, user, servers, now)
  const ofUser = own ? activityTime(own, now) : null
  if (ofUser !== null) await touchUsers(core.db, new Map([[user.id, ofUser]]), now)
  if (ofServers.size > 0) await touchSpawners(core.db, ofServers, now)
}

async function serverTimes(core: Core, user: UserRow, servers: unknown, now: Date): Promise<Map<number, Date>> {
  const shape = "servers must be a dict of the form {server_name: {last_activity: timestamp}}"
  if (!isDict(servers)) throw new Refusal(400, shape)
  const rows = (await spawnersOfUsers(core.db, [user.id])).get(user.id) ?? []
  const times = Object.entries(servers).map(([name, report]) => {
    const row = rows.find(server => server.name === name)
    if (!row) throw new Refusal(400, `No such server '${name.slice(0, 255)}' for user ${user.name}`)
    if (!isDict(report) || !("last_activity" in report)) throw new Refusal(400, shape)
    return [row.id, activityTime(report.last_activity, now)] as const
  })
  return new Map(times)
}

function isDict(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** What Python calls false: `{}`, `[]`, null and nothing are no report; anything else is looked at. */
function isEmpty(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0)
}
