/** One password for everybody, a longer one for admins, and passwords that come with groups: for workshops. */
import { createHash, timingSafeEqual } from "node:crypto"
import type { Authenticator, AuthModel } from "../hub/plugin/authenticator.ts"
import type { PluginContext } from "../hub/plugin/context.ts"
import { Refusal } from "../hub/plugin/errors.ts"

const shortestUserPassword = 8
const shortestAdminPassword = 32

export const sharedPassword = {
  name: "shared-password",
  loginService: "",
  async authenticate({ username, password }, context) {
    const { user, admin, groups, admins } = settings(context)
    const name = normalized(username, context)
    // An admin's name takes the admins' password only: the shared one must not open an admin's account.
    if (admins.has(name)) return matches(password, admin) ? { name, admin: true, groups: [] } : null
    if (matches(password, user)) return { name, admin: false, groups: [] }
    return groupModel(name, password, groups)
  },
  async validate(context) {
    const { user, admin, groups, admins } = settings(context)
    checkLength("user_password", user, shortestUserPassword)
    checkLength("admin_password", admin, shortestAdminPassword)
    if (user !== null && user === admin) throw bad("user_password and admin_password must not be the same")
    if (Object.keys(groups).length > 0 && !context.setting<boolean>("Authenticator.manage_groups")) {
      throw bad("password_groups needs SharedPasswordAuthenticator.manage_groups = True")
    }
    warn(context, user, admin, admins)
  },
} as const satisfies Authenticator

interface Settings {
  readonly user: string | null
  readonly admin: string | null
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly admins: ReadonlySet<string>
}

function settings(context: PluginContext): Settings {
  const admins = context.setting<readonly string[]>("Authenticator.admin_users")
  return {
    user: context.setting<string | null>("SharedPasswordAuthenticator.user_password") || null,
    admin: context.setting<string | null>("SharedPasswordAuthenticator.admin_password") || null,
    groups: context.setting<Settings["groups"]>("SharedPasswordAuthenticator.password_groups"),
    admins: new Set(admins.map(name => normalized(name, context))),
  }
}

/** As the hub will store it: `ADMIN` is the admin's account too. */
function normalized(name: string, context: PluginContext): string {
  const lower = name.toLowerCase()
  const map = context.setting<Readonly<Record<string, unknown>>>("Authenticator.username_map")
  const mapped = Object.hasOwn(map, lower) ? map[lower] : lower
  return typeof mapped === "string" ? mapped : lower
}

function groupModel(name: string, password: string, groups: Settings["groups"]): AuthModel | null {
  const found = Object.entries(groups).find(([required]) => matches(password, required))
  return found ? { name, groups: found[1] } : null
}

/** Hashes first, so that the time says nothing of the length. */
function matches(given: string, required: string | null): boolean {
  return required !== null && timingSafeEqual(digest(given), digest(required))
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest()
}

function checkLength(name: string, password: string | null, shortest: number): void {
  if (password !== null && password.length < shortest) {
    throw bad(`${name} must have ${shortest} characters at least, and has ${password.length}`)
  }
}

function warn(context: PluginContext, user: string | null, admin: string | null, admins: ReadonlySet<string>): void {
  if (user === null && admin === null) {
    context.log.error("Neither user_password nor admin_password is set: nobody can log in.")
  } else if (user === null) {
    context.log.warn("SharedPasswordAuthenticator.user_password is not set: only admins can log in.")
  }
  if ((admin === null) !== (admins.size === 0)) {
    context.log.warn(
      "No admin can log in: that takes both Authenticator.admin_users and SharedPasswordAuthenticator.admin_password.",
    )
  }
}

function bad(why: string): Refusal {
  return new Refusal(400, `SharedPasswordAuthenticator: ${why}.`)
}
