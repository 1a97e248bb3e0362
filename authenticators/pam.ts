/** Accounts of the system, by PAM: a short-lived Python child talks to libpam, which may wait for a network. */
import { fileURLToPath } from "node:url"
import PQueue from "p-queue"
import type { Authenticator, Credentials } from "../hub/plugin/authenticator.ts"
import type { PluginContext } from "../hub/plugin/context.ts"
import { Fault, Refusal } from "../hub/plugin/errors.ts"
import { hasAccount, isInAnyGroup } from "./unix-groups.ts"

const timeoutMs = 30_000
/** More than these many waiting logins are a flood. */
const mostWaiting = 200
const script = packageFile("pam-check.py")

export const pam = {
  name: "pam",
  loginService: "",
  async authenticate(credentials, context) {
    const { username } = credentials
    const answer = await ask(credentials, context)
    if (!answer.ok) {
      const what = answer.stage === "account" ? "Account Check" : "Authentication"
      context.log.warn(`PAM ${what} failed (${printable(username)}@${credentials.ip}): ${answer.reason}`)
      return null
    }
    return { name: username, admin: await isAdmin(username, context) }
  },
  async allow(name, context) {
    const groups = context.setting<readonly string[]>("LocalAuthenticator.allowed_groups")
    const old = context.setting<readonly string[]>("LocalAuthenticator.group_whitelist")
    return isInAnyGroup(name, groups.length > 0 ? groups : old, context)
  },
  async admit(name, context) {
    if (await hasAccount(name, context)) return
    throw new Refusal(
      400,
      `There is no account ${printable(name)} on this system. Make the account first, then the user.`,
    )
  },
} as const satisfies Authenticator

type Answer = { readonly ok: true } | { readonly ok: false; readonly stage: string; readonly reason: string }

async function ask({ username, password, otp }: Credentials, context: PluginContext): Promise<Answer> {
  const request = {
    service: context.setting<string>("PAMAuthenticator.service"),
    check_account: context.setting<boolean>("PAMAuthenticator.check_account"),
    username,
    password,
    otp: otp ?? null,
  }
  const conversations = queueOf(context)
  if (conversations.size > mostWaiting) throw new Refusal(429, "Too many people are logging in. Try again in a moment.")
  const result = await conversations.add(() =>
    context.exec(["python3", "-I", script], {
      env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
      input: JSON.stringify(request),
      timeoutMs,
    }),
  )
  if (result.code === 0) return JSON.parse(result.stdout) as Answer
  const why = result.timedOut
    ? `no answer within ${timeoutMs / 1000} s`
    : (result.stderr.trim().split("\n").at(-1) ?? "")
  throw new Fault(503, `PAM could not be asked, so nobody can log in at the moment: ${why}`)
}

/** Guessed passwords must not start a process each: PAM delays the wrong ones. */
function queueOf(context: PluginContext): PQueue {
  const known = queues.get(context)
  if (known) return known
  const queue = new PQueue({ concurrency: Math.max(1, context.setting<number>("PAMAuthenticator.executor_threads")) })
  queues.set(context, queue)
  return queue
}

const queues = new WeakMap<PluginContext, PQueue>()

/** Who is in no admin group is no admin, where there are such groups; else the stored flag stays. */
async function isAdmin(name: string, context: PluginContext): Promise<boolean | null> {
  const groups = context.setting<readonly string[]>("PAMAuthenticator.admin_groups")
  if (groups.length === 0 || context.setting<readonly string[]>("Authenticator.admin_users").includes(name)) return null
  return isInAnyGroup(name, groups, context)
}

/** In the tree beside this file; tsc leaves .py files where they are, above dist. */
function packageFile(name: string): string {
  const here = import.meta.url
  const source = here.includes("/dist/authenticators/") ? `../../authenticators/${name}` : `./${name}`
  return fileURLToPath(new URL(source, here))
}

function printable(name: string): string {
  return JSON.stringify(name.length > 32 ? `${name.slice(0, 16)}...(${name.length} chars)` : name)
}
