/** The user that a page is about: the one who is logged in, or another one whose servers this person may handle. */
import { allows } from "../../core/rbac/scope-check.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { PageCall } from "../render/render.ts"

export const noAccess = "No access to resources or resources not found"

/** A page is for a person: a service has no servers of its own. */
export function ownUser(call: PageCall): UserRow {
  if (call.identity.user === null) throw new Refusal(403, "This page is for users.")
  return call.identity.user
}

/** Whether somebody else exists is told only to those who may handle their servers. */
export async function targetUser(call: PageCall, scope: string, name: string, server: string): Promise<UserRow> {
  const may = await allows(call.core, call.identity, scope, { kind: "server", user: name, name: server })
  if (may !== true) throw new Refusal(404, noAccess)
  const own = ownUser(call)
  if (name === own.name) return own
  const user = await findUserByName(call.core.db, name)
  if (user === null) throw new Refusal(404, `No such user: ${name.slice(0, 255)}`)
  return user
}
