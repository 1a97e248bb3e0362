/** Accounts of the system: whether they are there, how the system spells them, and how one is made. */
import PQueue from "p-queue"
import type { PluginContext } from "../hub/plugin/context.ts"
import { Refusal } from "../hub/plugin/errors.ts"
import { isNumber, passwdEntry } from "../hub/plugin/passwd.ts"
import { getent, isEntryName } from "./getent.ts"

/** So many names fit into an argument list, however long they are. */
const namesAtOnce = 200
/** A home folder on a file server is made, and filled from /etc/skel. */
const makingMs = 60_000

export async function hasAccount(name: string, context: PluginContext): Promise<boolean> {
  return (await accountLine(name, context)) !== null
}

/** Those of the names that have none, in their order. */
export async function withoutAccount(names: readonly string[], context: PluginContext): Promise<readonly string[]> {
  const missing: string[] = []
  for (let i = 0; i < names.length; i += namesAtOnce) {
    const chunk = names.slice(i, i + namesAtOnce)
    const found = await getent("passwd", chunk.filter(isEntryName), context)
    const known = new Set(found.map(line => line.split(":")[0] ?? ""))
    const others = chunk.filter(name => !known.has(name))
    // An entry under a name that nobody asked for is somebody's other spelling: they are asked for one by one.
    const respelled = found.length > chunk.length - others.length
    for (const name of others) {
      const settled = !respelled && !isNumber(name)
      if (settled || !(await hasAccount(name, context))) missing.push(name)
    }
  }
  return missing
}

/** The name that the account's user id has: several may lead to one account. Null where there is none. */
export async function accountSpelling(name: string, context: PluginContext): Promise<string | null> {
  const uid = (await accountLine(name, context))?.split(":")[2] ?? ""
  const [own] = /^\d+$/.test(uid) ? await getent("passwd", [uid], context) : []
  return own?.split(":")[0] ?? null
}

/** The account's line of passwd, as the system answers for this name; null where there is none. */
export async function accountLine(name: string, context: PluginContext): Promise<string | null> {
  if (isEntryName(name)) return (await getent("passwd", [name], context))[0] ?? null
  const entry = await passwdEntry(name, argv => context.exec(argv, { env: { PATH: "/usr/bin:/bin", LANG: "C" } }))
  return entry && [entry.name, "x", entry.uid, entry.gid, "", entry.home, entry.shell].join(":")
}

/** By `LocalAuthenticator.add_user_cmd`, with the user id that the site has for the name. Throws Refusal 400 where that fails. */
export async function makeAccount(name: string, context: PluginContext): Promise<void> {
  if (!isEntryName(name))
    throw new Refusal(400, `${JSON.stringify(name.slice(0, 64))} cannot be the name of an account of the system.`)
  const argv = command(name, context)
  context.log.info(`Making the account ${name}: ${argv.map(word => JSON.stringify(word)).join(" ")}`)
  const { code, stdout, stderr, timedOut } = await oneByOne.add(() => context.exec(argv, { timeoutMs: makingMs }))
  if (code === 0) return
  // Two first logins at once: the other one made it.
  if (await hasAccount(name, context)) return
  const why = timedOut
    ? `it took more than ${makingMs / 1000} s`
    : (lastLine(stderr) ?? lastLine(stdout) ?? `exit code ${code}`)
  throw new Refusal(400, `The account ${name} could not be made by ${argv[0]}: ${why}`)
}

/** The programs lock the password file, and do not wait for each other. */
const oneByOne = new PQueue({ concurrency: 1 })

function command(name: string, context: PluginContext): readonly string[] {
  const words = context.setting<readonly string[]>("LocalAuthenticator.add_user_cmd")
  const uids = context.setting<Readonly<Record<string, number>>>("LocalAuthenticator.uids")
  const uid = Object.hasOwn(uids, name) ? ["--uid", String(uids[name])] : []
  return [...words.map(word => word.replaceAll("USERNAME", () => name)), ...uid, name]
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1)?.trim() || undefined
}
