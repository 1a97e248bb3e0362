/** For whom a booking is made, and whether by somebody who runs the hub. */
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { normalizeUserName } from "../../core/users/users.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"

/** Throws a Refusal: 404 for somebody for whom the caller may not book, there or not. */
export async function ownerOfBooking(
  core: Core,
  identity: Identity,
  asked: string | undefined,
): Promise<{ readonly owner: UserRow; readonly byAdmin: boolean }> {
  const name = asked === undefined ? identity.user?.name : normalizeUserName(core, asked)
  if (name === undefined) throw new Refusal(400, "Say for whom: owner.", { code: "bad-input" })
  const target = { kind: "user", name } as const
  if ((await allows(core, identity, "reservations", target)) !== true) throw unknown(name)
  const owner = await findUserByName(core.db, name)
  if (!owner) throw unknown(name)
  return { owner, byAdmin: (await allows(core, identity, "admin:reservations", target)) === true }
}

function unknown(name: string): Refusal {
  return new Refusal(404, `No such user: ${name}`, { code: "bad-input" })
}
