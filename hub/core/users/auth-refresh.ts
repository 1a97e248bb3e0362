/** Asks the authenticator again, every `auth_refresh_age` seconds, whether what it said of a user still holds. */
import type { UserRow } from "../../db/rows.ts"
import type { Core } from "../core.ts"
import { ensureUser } from "./ensure-user.ts"
import { knownUser } from "./known-user.ts"

/** A restart forgets when users were asked about last: they are asked about once more. */
const maxRemembered = 50_000

export interface RefreshOptions {
  /** The user's own browser is asking: it can be sent to the login page. */
  readonly canLogIn: boolean
  /** Ask now, whatever was asked before: `refresh_pre_spawn`. */
  readonly force?: boolean
}

/** The user as it is now; null when a new login is needed before this can go on. */
export async function refreshAuth(core: Core, user: UserRow, options: RefreshOptions): Promise<UserRow | null> {
  const { refresh } = core.authenticator
  const age = core.config.get("Authenticator.auth_refresh_age")
  if (refresh === undefined || age === 0) return user
  const now = core.clock.monotonic()
  const last = refreshedOf(core).get(user.id)
  if (!options.force && last !== undefined && now - last < age * 1000) return user
  const known = await knownUser(core, user)
  const answer = await refresh(user.name, core.authenticatorContext, known)
  if (answer === false) return stale(core, user, options)
  markRefreshed(core, user)
  if (answer === true) return user
  const authState = answer.authState === undefined ? known.authState : answer.authState
  return ensureUser(core, { ...answer, name: user.name, authState })
}

export function markRefreshed(core: Core, user: Pick<UserRow, "id">): void {
  const all = refreshedOf(core)
  all.delete(user.id)
  all.set(user.id, core.clock.monotonic())
  const [oldest] = all.keys()
  if (all.size > maxRemembered && oldest !== undefined) all.delete(oldest)
}

/** Programs and admins who act for the user cannot log in for it: they go on, unless the site is strict. */
function stale(core: Core, user: UserRow, options: RefreshOptions): UserRow | null {
  core.log.warn(`What the authenticator said of ${user.name} no longer holds: a new login is needed.`)
  if (options.canLogIn) return null
  return core.config.get("Authenticator.auth_refresh_strict") ? null : user
}

const refreshed = new WeakMap<Core, Map<number, number>>()

function refreshedOf(core: Core): Map<number, number> {
  const known = refreshed.get(core) ?? new Map<number, number>()
  refreshed.set(core, known)
  return known
}
