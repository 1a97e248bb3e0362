/** Who may come in of those who can log in: JupyterHub 5's rules, by which nobody may unless some rule says so. */
import { findUserByName } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { normalizedName } from "./user-names.ts"

export async function isAllowed(core: Core, name: string): Promise<boolean> {
  if (isBlocked(core, name)) return false
  if (allowsAll(core)) return true
  const allowed = allowedUsers(core)
  if (allowed.has(name)) return true
  // With a list of allowed users, admins need not be in it a second time.
  if (allowed.size > 0 && adminUsers(core).has(name)) return true
  if (allowsExisting(core) && (await findUserByName(core.db, name)) !== null) return true
  return (await core.authenticator.allow?.(name, core.authenticatorContext)) ?? false
}

export function isBlocked(core: Core, name: string): boolean {
  return blockedUsers(core).has(name)
}

export function allowedUsers(core: Core): ReadonlySet<string> {
  const { config } = core
  const names = config.get("Authenticator.allowed_users")
  return normalizedSet(core, names.length > 0 ? names : config.get("Authenticator.whitelist"))
}

export function adminUsers(core: Core): ReadonlySet<string> {
  const { config } = core
  const names = config.get("Authenticator.admin_users")
  return normalizedSet(core, names.length > 0 ? names : config.get("JupyterHub.admin_users"))
}

/** As they stand in the file and as the hub spells them: a list in other letters must block all the same. */
export function blockedUsers(core: Core): ReadonlySet<string> {
  const names = core.config.get("Authenticator.blocked_users")
  return new Set([...names, ...normalizedSet(core, names)])
}

/** Says at start when it looks as if nobody could come in. */
export function warnOfNoAllowRule(core: Core): void {
  const { config } = core
  const groups = config.get("LocalAuthenticator.allowed_groups").length > 0
  const any = allowsAll(core) || allowedUsers(core).size > 0 || allowsExisting(core) || groups
  if (any || config.get("Authenticator.any_allow_config")) return
  core.log.warn(
    "No rule allows anybody to log in. Set c.Authenticator.allow_all = True for everybody who can, or c.Authenticator.allowed_users to a set of names.",
  )
}

function allowsAll(core: Core): boolean {
  if (core.config.isSet("Authenticator.allow_all")) return core.config.get("Authenticator.allow_all")
  return core.authenticator.allowsAll === true && allowedUsers(core).size === 0
}

function allowsExisting(core: Core): boolean {
  if (core.config.isSet("Authenticator.allow_existing_users")) {
    return core.config.get("Authenticator.allow_existing_users")
  }
  return allowedUsers(core).size > 0
}

function normalizedSet(core: Core, names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(name => normalizedName(core.config, name)))
}
