/** Keeps what an authenticator says of a person: the user, admin or not, groups, roles, auth_state. */
import { isUniqueViolation } from "../../db/faults.ts"
import { findRoleNotHeld, grantRole } from "../../db/roles.ts"
import type { UserRow } from "../../db/rows.ts"
import { findUserById, findUserByName, updateUser } from "../../db/users.ts"
import type { AuthModel } from "../../plugin/authenticator.ts"
import { Fault } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { pythonStandIn } from "../../plugin/stand-in.ts"
import type { Core } from "../core.ts"
import { syncRoles } from "../rbac/managed-roles.ts"
import { authModelDict } from "./auth-model-dict.ts"
import { readAuthState, saveAuthState } from "./auth-state.ts"
import { syncGroups } from "./groups.ts"
import { createUsers, setUserAdmin } from "./users.ts"

/** The user of that name, which is normalized and valid; made at the first login. */
export async function ensureUser(core: Core, model: AuthModel): Promise<UserRow> {
  const user = await findOrCreate(core, model)
  if (model.admin !== null && model.admin !== undefined) await setUserAdmin(core, user, model.admin)
  const role = await findRoleNotHeld(core.db, "user", user.id)
  if (role !== null) await grantRole(core.db, "user", role, [user.id])
  if (model.userInfo) await updateUser(core.db, user.id, { user_info: model.userInfo })
  await applyManaged(core, user, model)
  const stateKept = await keepAuthState(core, user, model)
  const changed = stateKept || Boolean(model.userInfo) || (model.admin ?? user.admin) !== user.admin
  return changed ? ((await findUserById(core.db, user.id)) ?? user) : user
}

async function findOrCreate(core: Core, model: AuthModel): Promise<UserRow> {
  const known = await findUserByName(core.db, model.name)
  if (known) return known
  try {
    const [created] = await createUsers(core, [model.name], { admin: model.admin === true })
    if (created) return created
  } catch (error) {
    // Two first logins at once: the other one made the user.
    if (!(error instanceof Error) || !isUniqueViolation(error.cause)) throw error
  }
  const other = await findUserByName(core.db, model.name)
  if (other) return other
  throw new Fault(500, `The user ${model.name} could not be made`)
}

async function applyManaged(core: Core, user: UserRow, model: AuthModel): Promise<void> {
  if (core.config.get("Authenticator.manage_groups")) {
    if (model.groups === undefined) {
      throw new Fault(
        500,
        `Authenticator.manage_groups is on, but the ${core.authenticator.name} authenticator names no groups for ${user.name}. Turn it off, or use an authenticator that has groups.`,
      )
    }
    if (model.groups !== null) await syncGroups(core, user, model.groups)
  }
  if (core.config.get("Authenticator.manage_roles") && model.roles) await syncRoles(core, user, model.roles)
}

/** Whether there was anything to write. Without enable_auth_state, what an earlier configuration left is cleared. */
async function keepAuthState(core: Core, user: UserRow, model: AuthModel): Promise<boolean> {
  const enabled = core.config.get("Authenticator.enable_auth_state")
  if (!enabled && user.encrypted_auth_state === null) return false
  await saveAuthState(core, user.id, enabled ? await reconciled(core, user, model) : null)
  return true
}

/** `Authenticator.reconcile_auth_state_hook(authenticator, auth_model, existing)`: what it gives is kept. */
async function reconciled(core: Core, user: UserRow, model: AuthModel): Promise<JsonObject | null> {
  const hook = core.config.hook("Authenticator.reconcile_auth_state_hook")
  if (hook === null) return model.authState ?? null
  const existing = await readAuthState(core, user)
  const args = [pythonStandIn("authenticator", { traits: {} }), authModelDict(model), existing]
  const kept = await core.authenticatorContext.call(hook, args)
  return typeof kept === "object" && kept !== null ? (kept as JsonObject) : null
}
