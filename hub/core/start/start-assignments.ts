/** Who has which role after a start: exactly who the configuration lists, and the admin flag and role in step. */
import { flagHolders, grantRoleToFlagged, stripUsers, unflagOthers } from "../../db/admins.ts"
import type { Queryable } from "../../db/db.ts"
import { findRolesByNames, grantRole, grantRoleToUsersWithoutOne, revokeManaged, setHolders } from "../../db/roles.ts"
import { listServices } from "../../db/services.ts"
import { findUsersByNames } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import type { RoleSpec } from "../rbac/role-spec.ts"
import { adminUsers, allowedUsers, blockedUsers } from "../users/allow-rules.ts"
import { ensureGroups } from "../users/groups.ts"
import { configuredUsers } from "./start-users.ts"

/** `firstRoles`: the database has users from before there were roles, who get the default one. */
export async function assignRoles(core: Core, configured: readonly RoleSpec[], firstRoles: boolean): Promise<void> {
  const specs = configured.map(spec => withAdminUsers(core, spec))
  await core.db.tx(async db => {
    const roles = new Map((await findRolesByNames(db, roleNames(specs))).map(role => [role.name, role.id]))
    for (const spec of specs) await assign(core, db, spec, roles.get(spec.name) ?? 0)
    await takeBackManaged(core, db, specs, roles)
    const userRole = roles.get("user") ?? 0
    const allowed = await findUsersByNames(db, [...allowedUsers(core)])
    await grantRole(
      db,
      "user",
      userRole,
      allowed.map(user => user.id),
    )
    await syncAdmins(
      db,
      roles.get("admin") ?? 0,
      specs.find(spec => spec.name === "admin"),
    )
    if (firstRoles) await grantRoleToUsersWithoutOne(db, userRole)
    await stripBlocked(core, db)
  })
}

function roleNames(specs: readonly RoleSpec[]): readonly string[] {
  return [...new Set([...specs.map(spec => spec.name), "user", "admin"])]
}

/** Both ways to name admins hold, where a configuration uses both. */
function withAdminUsers(core: Core, spec: RoleSpec): RoleSpec {
  const admins = [...adminUsers(core)]
  if (spec.name !== "admin" || admins.length === 0) return spec
  core.log.warn("Both Authenticator.admin_users and the role admin in load_roles name admins: all of them are")
  return { ...spec, users: [...(spec.users ?? []), ...admins] }
}

/** What the authenticator gave earlier and its load_managed_roles does not give now, where the site wants that reset. */
async function takeBackManaged(
  core: Core,
  db: Queryable,
  specs: readonly RoleSpec[],
  roles: ReadonlyMap<string, number>,
): Promise<void> {
  if (!core.config.get("Authenticator.reset_managed_roles_on_startup")) return
  const given = specs.flatMap(({ name, managed }) => (managed ? (roles.get(name) ?? []) : []))
  for (const kind of ["user", "group", "service"] as const) {
    const count = await revokeManaged(db, kind, given)
    if (count > 0) core.log.info(`${count} roles of ${kind}s that the authenticator no longer gives were taken back`)
  }
}

/**
 * A kind of member that is left out has none, but for users of the role user, which is everybody's, and of a role of the
 * authenticator, which gives it at the login.
 */
async function assign(core: Core, db: Queryable, spec: RoleSpec, roleId: number): Promise<void> {
  const managed = spec.managed ?? false
  const where = `the role ${spec.name} in ${managed ? "load_managed_roles()" : "JupyterHub.load_roles"}`
  if (spec.users !== undefined || (spec.name !== "user" && !managed)) {
    const users = await configuredUsers(core, db, spec.users ?? [], where)
    await setHolders(
      db,
      "user",
      roleId,
      users.map(user => user.id),
      managed,
    )
  }
  const groups = await ensureGroups(db, spec.groups ?? [])
  await setHolders(
    db,
    "group",
    roleId,
    groups.map(group => group.id),
    managed,
  )
  await setHolders(db, "service", roleId, await serviceIds(db, spec), managed)
}

async function serviceIds(db: Queryable, spec: RoleSpec): Promise<readonly number[]> {
  if (!spec.services?.length) return []
  const ids = new Map((await listServices(db)).map(service => [service.name, service.id]))
  const missing = spec.services.find(name => !ids.has(name))
  if (missing !== undefined) {
    throw new Refusal(
      400,
      `The role ${spec.name} in JupyterHub.load_roles names the service ${JSON.stringify(missing)}, which JupyterHub.services does not have. Define it there.`,
    )
  }
  return spec.services.flatMap(name => ids.get(name) ?? [])
}

/** Who has the role is an admin. Who is flagged gets the role, unless the configuration lists its members. */
async function syncAdmins(db: Queryable, roleId: number, spec: RoleSpec | undefined): Promise<void> {
  for (const kind of ["user", "service"] as const) {
    await flagHolders(db, kind, roleId)
    const listed = kind === "user" ? spec?.users : spec?.services
    if (listed !== undefined) await unflagOthers(db, kind, roleId)
    else await grantRoleToFlagged(db, kind, roleId)
  }
}

async function stripBlocked(core: Core, db: Queryable): Promise<void> {
  const blocked = await findUsersByNames(db, [...blockedUsers(core)])
  if (blocked.length === 0) return
  core.log.warn(`Blocked users lose their roles and groups: ${blocked.map(user => user.name).join(", ")}`)
  await stripUsers(
    db,
    blocked.map(user => user.id),
  )
}
