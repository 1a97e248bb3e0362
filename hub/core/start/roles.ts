/** Brings the configuration's roles, users, groups, services and tokens into the database, as JupyterHub does at start. */

import { listServices } from "../../db/services.ts"
import { listUserNames } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Core } from "../core.ts"
import { parseRoleSpec, type RoleSpec } from "../rbac/role-spec.ts"
import { scopesOf } from "../rbac/scopes.ts"
import { configuredServices } from "../services/configured-services.ts"
import { warnOfSharing } from "../shares/share-warning.ts"
import { learnSubdomains } from "../site-subdomains.ts"
import { warnOfNoAllowRule } from "../users/allow-rules.ts"
import { managedRoleSpecs } from "./managed-role-specs.ts"
import { mendServerNames } from "./old-server-names.ts"
import { assignRoles } from "./start-assignments.ts"
import { cleanUp, ensureHubClient } from "./start-cleanup.ts"
import { loadGroups } from "./start-groups.ts"
import { defineRoles } from "./start-roles.ts"
import { loadServices } from "./start-services.ts"
import { loadTokens } from "./start-tokens.ts"
import { loadUsers } from "./start-users.ts"

/** In sets, so that its time does not grow with the users in the database. Throws Refusal for what cannot be loaded. */
export async function loadRoles(core: Core): Promise<void> {
  // Asked for once here, so that a bad custom scope ends the start and not the first request.
  scopesOf(core.config)
  const specs = [...roleSpecs(core), ...(await managedRoleSpecs(core))]
  checkTwice(specs)
  checkAuthState(core)
  warnOfNoAllowRule(core)
  await ensureHubClient(core)
  await learnSubdomains(core, "service", await serviceNames(core))
  const { firstRoles } = await defineRoles(core, specs)
  await warnOfSharing(core)
  await loadUsers(core)
  await loadGroups(core)
  const tokens = await loadServices(core)
  await loadTokens(core, tokens)
  await assignRoles(core, specs, firstRoles)
  await cleanUp(core)
  await mendServerNames(core)
  if (core.config.hook("JupyterHub.subdomain_hook") !== null)
    await learnSubdomains(core, "user", await listUserNames(core.db))
}

async function serviceNames(core: Core): Promise<readonly string[]> {
  const stored = (await listServices(core.db)).map(service => service.name)
  return [...new Set([...stored, ...configuredServices(core.config).map(service => service.name)])]
}

function roleSpecs(core: Core): readonly RoleSpec[] {
  const specs = core.config.get("JupyterHub.load_roles").map(role => parseRoleSpec(core, role))
  const assigning = specs.filter(spec => spec.users?.length || spec.groups?.length).map(spec => spec.name)
  if (core.config.get("Authenticator.manage_roles") && assigning.length > 0) {
    throw new Refusal(
      400,
      `The authenticator manages roles, so JupyterHub.load_roles cannot give ${assigning.join(", ")} to users or groups.`,
    )
  }
  return specs
}

function checkTwice(specs: readonly RoleSpec[]): void {
  const twice = specs.find((spec, i) => specs.findIndex(other => other.name === spec.name) !== i)
  if (!twice) return
  const who = specs.some(spec => spec.managed && spec.name === twice.name)
    ? " and the authenticator define"
    : " defines"
  throw new Refusal(400, `JupyterHub.load_roles${who} the role ${twice.name} more than once.`)
}

function checkAuthState(core: Core): void {
  if (!core.config.get("Authenticator.enable_auth_state") || core.secrets.cryptKeys.length > 0) return
  throw new Refusal(
    400,
    "Authenticator.enable_auth_state is on, but there is no key to encrypt with. Set JUPYTERHUB_CRYPT_KEY to the output of: openssl rand -hex 32",
  )
}
