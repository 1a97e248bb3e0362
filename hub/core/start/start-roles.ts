/** The roles of the configuration and the four of every hub, in the database: made, changed, or gone. */
import { deleteRoles, insertRoles, listRoles, updateRole } from "../../db/roles.ts"
import type { RoleRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { defaultRoles, type RoleSpec } from "../rbac/role-spec.ts"

/** `firstRoles`: there were none before, so that users of a database from before roles have none. */
export async function defineRoles(core: Core, specs: readonly RoleSpec[]): Promise<{ readonly firstRoles: boolean }> {
  const resets = core.config.get("Authenticator.reset_managed_roles_on_startup")
  return core.db.tx(async db => {
    const present = await listRoles(db)
    const wanted = definitions(core, specs, present)
    const named = (name: string) => wanted.some(role => role.name === name)
    const gone = present.filter(role => (resets || !role.managed_by_auth) && !named(role.name))
    for (const { name, managed_by_auth } of gone)
      core.log.warn(
        `Deleting role ${name}, which the ${managed_by_auth ? "authenticator" : "configuration"} no longer has`,
      )
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

/** A default role keeps what the configuration does not say of it, and any role what the authenticator does not. */
function definitions(core: Core, specs: readonly RoleSpec[], present: readonly RoleRow[]): readonly Definition[] {
  const extra = core.config.get("JupyterHub.extra_user_scopes")
  const defaults = defaultRoles.map(role =>
    role.name === "user" ? { ...role, scopes: [...role.scopes, ...extra] } : role,
  )
  const named = new Set(specs.map(spec => spec.name))
  const before = (spec: RoleSpec) => {
    const stored = spec.managed ? present.find(role => role.name === spec.name) : undefined
    return stored ? specOf(stored) : defaults.find(role => role.name === spec.name)
  }
  const merged: readonly RoleSpec[] = specs.map(spec => ({ ...before(spec), ...spec }))
  return [...defaults.filter(role => !named.has(role.name)), ...merged].map((role: RoleSpec) => ({
    name: role.name,
    description: role.description ?? null,
    scopes: [...(role.scopes ?? [])],
    managed_by_auth: role.managed ?? false,
  }))
}

function specOf({ name, description, scopes }: RoleRow): RoleSpec {
  return { name, scopes, ...(description === null ? {} : { description }) }
}

function changes(core: Core, stored: RoleRow, role: Definition): Partial<Definition> {
  const more = role.scopes.filter(scope => !stored.scopes.includes(scope))
  if (more.length > 0) core.log.warn(`Role ${role.name} has obtained extra permissions`, { scopes: more })
  return { description: role.description, scopes: role.scopes, managed_by_auth: role.managed_by_auth }
}

function same(stored: RoleRow, role: Definition): boolean {
  if (stored.description !== role.description || stored.managed_by_auth !== role.managed_by_auth) return false
  return JSON.stringify(stored.scopes) === JSON.stringify(role.scopes)
}
