/** The parts of a booking that people write: times, a note, and the names of those who may use it. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { findGroupByName } from "../../db/groups.ts"
import { groupNamesOf } from "../../db/members.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUsersByNames } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { isPrintable } from "../printable.ts"

export const time = z.string().max(40)
export const zone = z.string().max(64)
// A control character or a line break has no place in a note, and must not reach a log or a calendar program.
export const note = z
  .string()
  .max(500)
  .refine(isPrintable, { error: "The note contains characters that cannot be printed" })
export const people = {
  users: z.array(z.string().max(255)).max(50).optional(),
  group: z.string().max(255).nullish(),
}

/** Those named are there, and a group is the owner's own. Throws a Refusal. */
export async function checkPeople(
  core: Core,
  owner: Pick<UserRow, "name">,
  {
    users = [],
    group = null,
  }: { readonly users?: readonly string[] | undefined; readonly group?: string | null | undefined },
  byAdmin: boolean,
): Promise<void> {
  const found = await findUsersByNames(core.db, users)
  const missing = users.find(name => !found.some(user => user.name === name))
  if (missing !== undefined) throw new Refusal(400, `No such user: ${missing}`, { code: "bad-input" })
  if (group === null) return
  const isOwn = ((await groupNamesOf(core.db, [owner.name])).get(owner.name) ?? []).includes(group)
  if (isOwn || (byAdmin && (await findGroupByName(core.db, group)))) return
  throw new Refusal(400, `${owner.name} is in no group ${group}.`, { code: "bad-input" })
}
