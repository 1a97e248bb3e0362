/** The roles that the authenticator gives at each start, where it manages roles: defined and given as those of load_roles. */
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { parseRoleSpec, type RoleSpec } from "../rbac/role-spec.ts"

/** Throws Refusal where a reset is wanted of an authenticator that cannot say what to reset to. */
export async function managedRoleSpecs(core: Core): Promise<readonly RoleSpec[]> {
  const { managedRoles } = core.authenticator
  if (!core.config.get("Authenticator.manage_roles")) return []
  if (managedRoles === undefined && core.config.get("Authenticator.reset_managed_roles_on_startup")) {
    throw new Refusal(
      400,
      `Authenticator.reset_managed_roles_on_startup needs an authenticator with a load_managed_roles() of its own; ${core.authenticator.name} has none, so every managed role would be taken away. Turn it off.`,
    )
  }
  const given: unknown = (await managedRoles?.(core.authenticatorContext)) ?? []
  if (!Array.isArray(given) || !given.every(role => typeof role === "object" && role !== null)) {
    throw new Fault(500, `load_managed_roles() of ${core.authenticator.name} must return a list of dicts`)
  }
  return given.map(role => ({ ...parseRoleSpec(core, role), managed: true }))
}
