/** What a caller may see of bookings, and do with them: everybody sees when what is booked; the rest is for those whose scopes cover its owner. */

import { groupNamesOf } from "../../db/members.ts"
import type { ReservationRow } from "../../db/reservations.ts"
import type { Core } from "../core.ts"
import type { Identity } from "../rbac/identity.ts"
import { covers, scopeFilter } from "../rbac/scope-filter.ts"
import { whoMayUse } from "./who-may-use.ts"

export interface Sight {
  readonly owner: boolean
  readonly details: boolean
  readonly mine: boolean
  readonly change: boolean
  readonly approve: boolean
}

export async function sightOf(
  core: Core,
  identity: Pick<Identity, "scopes" | "user">,
  rows: readonly ReservationRow[],
): Promise<(row: ReservationRow) => Sight> {
  const owners = [...new Set(rows.map(row => row.owner_name))]
  const [groups, users] = await Promise.all([groupNamesOf(core.db, owners), whoMayUse(core, rows)])
  const filters = new Map(
    ["read:reservations", "reservations", "admin:reservations"].map(scope => [
      scope,
      scopeFilter(identity.scopes, scope),
    ]),
  )
  const isPrivate = core.config.get("CarmeHub.reservations")?.private === true
  const me = identity.user?.name
  return row => {
    const owner = { kind: "user", name: row.owner_name, groups: groups.get(row.owner_name) ?? [] } as const
    const has = (scope: string) => covers(filters.get(scope) ?? null, owner)
    const mine = me !== undefined && (users.get(row.id) ?? []).includes(me)
    const details = has("read:reservations") || (mine && filters.get("read:reservations") !== null)
    return {
      owner: details || !isPrivate,
      details,
      mine,
      change: has("reservations"),
      approve: has("admin:reservations"),
    }
  }
}
