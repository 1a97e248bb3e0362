/** The roles of the configuration and the four of every hub, in the database: made, changed, or gone. */
import { deleteRoles, insertRoles, listRoles, updateRole } from "../../db/roles.ts"
import type { RoleRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { defaultRoles, type RoleSpec } from "../rbac/role-spec.ts"

/** `firstRoles`: there were none before, so that users of a database from before roles have none. */
export async function defineRoles(core: Core, specs: readonly RoleSpec[]): Promise<{ readonly firstRoles: boolean }> {
  const wanted = definitions(core, specs)
  return core.db.tx(async db => {
    const present = await listRoles(db)
    const gone = present.filter(role => !role.managed_by_auth && !wanted.some(w => w.name === role.name))
    for (const role of gone) core.log.warn(`Deleting role ${role.name}, which the configuration no longer has`)
    if (gone.length > 0)
      await deleteRoles(
        db,
        gone.map(role => role.id),
      )
    const byName = new Map(present.map(role => [role.name, role]))
    const fresh = wanted.filter(role => !byName.has(role.name))
    if (fresh.length > 0) await insertRoles(db, fresh)
    for (const role of wanted) {
      const stored = byName.get(role.name)
      if (stored && !same(stored, role)) await updateRole(db, stored.id, changes(core, stored, role))
    }
    return { firstRoles: present.length === 0 }
  })
}

type Definition = Omit<RoleRow, "id">

/** A default role that the configuration names keeps what it does not say. */
function definitions(core: Core, specs: readonly RoleSpec[]): readonly Definition[] {
  const extra = core.config.get("JupyterHub.extra_user_scopes")
  const defaults = defaultRoles.map(role =>
    role.name === "user" ? { ...role, scopes: [...role.scopes, ...extra] } : role,
  )
  const named = new Set(specs.map(spec => spec.name))
  const merged = specs.map(spec => ({ ...defaults.find(role => role.name === spec.name), ...spec }))
  return [...defaults.filter(role => !named.has(role.name)), ...merged].map(role => ({
    name: role.name,
    description: role.description ?? null,
    scopes: [...(role.scopes ?? [])],
    managed_by_auth: false,
  }))
}

function changes(core: Core, stored: RoleRow, role: Definition): Partial<Definition> {
  const more = role.scopes.filter(scope => !stored.scopes.includes(scope))
  if (more.length > 0) core.log.warn(`Role ${role.name} has obtained extra permissions`, { scopes: more })
  return { description: role.description, scopes: role.scopes }
}

function same(stored: RoleRow, role: Definition): boolean {
  return stored.description === role.description && JSON.stringify(stored.scopes) === JSON.stringify(role.scopes)
}
