/** Accounts of the system, by PAM. */
import type { Authenticator } from "../hub/plugin/authenticator.ts"
import type { PluginContext } from "../hub/plugin/context.ts"
import { HubError, Refusal } from "../hub/plugin/errors.ts"
import { askPam } from "./ask-pam.ts"
import { pamSession } from "./pam-sessions.ts"
import { accountSpelling, hasAccount, makeAccount, withoutAccount } from "./unix-accounts.ts"
import { isInAnyGroup } from "./unix-groups.ts"

export const pam = {
  name: "pam",
  loginService: "",
  async validate(context) {
    const encoding = context.setting<string>("PAMAuthenticator.encoding")
    if (/^utf-?8$/i.test(encoding) || (await askPam({ do: "encoding" }, context, { lane: "start" })).ok) return
    throw new Refusal(400, `PAMAuthenticator.encoding is ${JSON.stringify(encoding)}, which Python does not know.`)
  },
  async authenticate({ username, password, otp, ip, signal }, context) {
    const check_account = context.setting<boolean>("PAMAuthenticator.check_account")
    const answer = await askPam({ do: "login", username, password, otp: otp ?? null, check_account }, context, {
      lane: ip,
      signal,
    })
    if (!answer.ok) {
      const what = answer.stage === "account" ? "Account Check" : "Authentication"
      context.log.warn(`PAM ${what} failed (${printable(username)}@${ip}): ${answer.reason}`)
      return null
    }
    const name = normalizes(context) ? await accountSpelling(username, context) : username
    if (name !== null) return { name, admin: await isAdmin(name, context) }
    context.log.warn(
      `${printable(username)} has no account on this system by which PAMAuthenticator could spell the name`,
    )
    return null
  },
  async allow(name, context) {
    const groups = context.setting<readonly string[]>("LocalAuthenticator.allowed_groups")
    const old = context.setting<readonly string[]>("LocalAuthenticator.group_whitelist")
    return isInAnyGroup(name, groups.length > 0 ? groups : old, context)
  },
  async admit(name, context) {
    if (await hasAccount(name, context)) return checkSpelling(name, context)
    if (makesAccounts(context)) return makeAccount(name, context)
    throw new Refusal(
      400,
      `There is no account ${printable(name)} on this system. Make the account first, then the user; or set c.LocalAuthenticator.create_system_users = True.`,
    )
  },
  async meet(names, context) {
    // Otherwise nothing would follow from it, and a directory would be asked for every user at each start.
    if (!makesAccounts(context) && !context.setting<boolean>("Authenticator.delete_invalid_users")) return []
    try {
      const missing = await withoutAccount(names, context)
      return plausible(names, makesAccounts(context) ? await makeAll(missing, context) : missing, context)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      context.log.error(`The accounts of users are not looked at in this start: ${error.message}`)
      return []
    }
  },
  async beforeStart({ user }, context) {
    await pamSession("open", user.name, context)
    return {}
  },
  async afterStop({ user }, context) {
    await pamSession("close", user.name, context)
  },
} as const satisfies Authenticator

function makesAccounts(context: PluginContext): boolean {
  return context.setting<boolean>("LocalAuthenticator.create_system_users")
}

function normalizes(context: PluginContext): boolean {
  return context.setting<boolean>("PAMAuthenticator.pam_normalize_username")
}

/** Nobody is to have two users by two spellings of one account. */
async function checkSpelling(name: string, context: PluginContext): Promise<void> {
  const spelled = normalizes(context) ? await accountSpelling(name, context) : name
  if (spelled === null || spelled === name) return
  throw new Refusal(
    400,
    `The account ${printable(name)} is called ${spelled} on this system: make the user by that name.`,
  )
}

/** A directory that is away knows nobody: no reason to take everybody for gone. */
function plausible(names: readonly string[], invalid: readonly string[], context: PluginContext): readonly string[] {
  if (names.length < 2 || invalid.length < names.length) return invalid
  context.log.error(
    `None of the ${names.length} users has an account on this system: is its directory there? All are kept.`,
  )
  return []
}

/** Those that cannot be made. */
async function makeAll(names: readonly string[], context: PluginContext): Promise<readonly string[]> {
  const failed: string[] = []
  for (const name of names) {
    try {
      await makeAccount(name, context)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      context.log.error(error.message)
      failed.push(name)
    }
  }
  return failed
}

/** Who is in no admin group is no admin, where there are such groups; else the stored flag stays. */
async function isAdmin(name: string, context: PluginContext): Promise<boolean | null> {
  const groups = context.setting<readonly string[]>("PAMAuthenticator.admin_groups")
  if (groups.length === 0 || context.setting<readonly string[]>("Authenticator.admin_users").includes(name)) return null
  return isInAnyGroup(name, groups, context)
}

function printable(name: string): string {
  return JSON.stringify(name.length > 32 ? `${name.slice(0, 16)}...(${name.length} chars)` : name)
}
