/** The people of a booking: its owner, those named, and the members of its group. */

import { findGroupsByNames } from "../../db/groups.ts"
import { memberNamesOfGroups } from "../../db/members.ts"
import type { ReservationRow } from "../../db/reservations.ts"
import type { Reservation } from "../../plugin/scheduler.ts"
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

/**
 * Whether Slurm lets jobs of this user, charged to this account, into a reservation that was made by hand: where it names
 * both users and accounts, both have to fit. An account that is not known fits none: Slurm's refusal would come later.
 */
export function admits(
  { users, accounts }: Pick<Reservation, "users" | "accounts">,
  user: string,
  account: string | null,
): boolean {
  const verdicts = [verdict(users, user), verdict(accounts, account)]
  // Whom one lets in that names neither, as with Groups=, is not told.
  return verdicts.includes("in") && !verdicts.includes("out")
}

/** Slurm writes those whom it shuts out with a `-`, all others are let in then. */
function verdict(list: readonly string[], name: string | null): "open" | "in" | "out" {
  if (list.length === 0) return "open"
  if (name === null) return "out"
  const shutsOut = list.some(each => each.startsWith("-"))
  return list.includes(shutsOut ? `-${name}` : name) === shutsOut ? "out" : "in"
}
