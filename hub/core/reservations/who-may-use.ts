/** The people of a booking: its owner, those named, and the members of its group. */

import { findGroupsByNames } from "../../db/groups.ts"
import { memberNamesOfGroups } from "../../db/members.ts"
import type { ReservationRow } from "../../db/reservations.ts"
import type { Core } from "../core.ts"

/** By booking; sorted, each once. */
export async function whoMayUse(
  core: Core,
  rows: readonly ReservationRow[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const names = [...new Set(rows.flatMap(row => row.group_name ?? []))]
  const groups = await findGroupsByNames(core.db, names)
  const members = await memberNamesOfGroups(
    core.db,
    groups.map(group => group.id),
  )
  const ofGroup = new Map(groups.map(group => [group.name, members.get(group.id) ?? []]))
  return new Map(
    rows.map(row => {
      const group = row.group_name === null ? [] : (ofGroup.get(row.group_name) ?? [])
      return [row.id, [...new Set([row.owner_name, ...row.users, ...group])].sort()]
    }),
  )
}
