/** Roles of a user as the authenticator gives them, where `manage_roles` is on: definitions and membership. */
import type { Queryable } from "../../db/db.ts"
import { roleNamesOfUsers } from "../../db/members.ts"
import { findRolesByNames, grantRole, insertRoles, revokeRole, updateRole } from "../../db/roles.ts"
import type { RoleRow, UserRow } from "../../db/rows.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { parseRoleSpec, type RoleSpec } from "./role-spec.ts"

/** Makes these the roles of the user, and no others. Throws Refusal 409 for a role that cannot be. */
export async function syncRoles(core: Core, user: UserRow, given: readonly JsonObject[]): Promise<void> {
  const specs = parse(core, given)
  await core.db.tx(async db => {
    const held = (await roleNamesOfUsers(db, [user.id])).get(user.id) ?? []
    const wanted = new Set(specs.map(spec => spec.name))
    const rows = await saveRoles(db, specs)
    const gone = await findRolesByNames(
      db,
      held.filter(name => !wanted.has(name)),
    )
    for (const role of gone) await revokeRole(db, "user", role.id, [user.id])
    for (const role of rows) if (!held.includes(role.name)) await grantRole(db, "user", role.id, [user.id], true)
  })
}

function parse(core: Core, given: readonly JsonObject[]): readonly RoleSpec[] {
  try {
    return given.map(role => parseRoleSpec(core, role))
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(409, error.message, { cause: error })
    throw error
  }
}

/** What the authenticator leaves out stays as it is. */
async function saveRoles(db: Queryable, specs: readonly RoleSpec[]): Promise<readonly RoleRow[]> {
  const names = specs.map(spec => spec.name)
  const known = new Map((await findRolesByNames(db, names)).map(role => [role.name, role]))
  const fresh = specs.filter(spec => !known.has(spec.name))
  if (fresh.length > 0) {
    await insertRoles(
      db,
      fresh.map(({ name, description, scopes }) => ({
        name,
        description: description ?? null,
        scopes: [...(scopes ?? [])],
        managed_by_auth: true,
      })),
    )
  }
  for (const { name, description, scopes } of specs) {
    const role = known.get(name)
    if (role && (description !== undefined || scopes !== undefined)) {
      await updateRole(db, role.id, {
        ...(description === undefined ? {} : { description }),
        ...(scopes === undefined ? {} : { scopes: [...scopes] }),
      })
    }
  }
  return findRolesByNames(db, names)
}
