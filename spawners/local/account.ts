/** The OS account that a local server runs as: looked up in the system's user database, and refused when it is none to run as. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly home: string
  readonly shell: string
}

/** Below this are root and the system's own accounts, which nobody logs in as. */
const firstUserId = 1000

export async function account(name: string, context: PluginContext): Promise<Account> {
  const entry = await passwdEntry(name, context)
  if (entry === null) {
    throw new Refusal(403, `There is no account ${name} on this machine: ask the administrators to create it.`, {
      code: "no-account",
    })
  }
  if (entry.uid < firstUserId) {
    throw new Refusal(403, `${name} is a system account (uid ${entry.uid}): servers run only as ordinary users.`, {
      code: "system-account",
    })
  }
  const self = process.geteuid?.() ?? 0
  if (self !== 0 && self !== entry.uid) {
    throw new Refusal(403, `This hub does not run as root, so it cannot start servers as ${name}.`, {
      code: "other-account",
    })
  }
  return { ...entry, groups: await groupIds(name, context) }
}

async function passwdEntry(name: string, context: PluginContext): Promise<Omit<Account, "groups"> | null> {
  // getent would take a number for a uid and a dash for an option: such a name is nobody's.
  if (!/^(?!-)(?!\d+$)[^\s:/]+$/.test(name)) return null
  const { code, stdout, stderr } = await context.exec(["getent", "passwd", name])
  if (code === 2) return null
  if (code !== 0) throw new Fault(500, `getent passwd failed: ${stderr.trim()}`)
  const [found, , uid, gid, , home = "", shell = ""] = stdout.trim().split(":")
  if (found !== name) return null
  return { name, uid: Number(uid), gid: Number(gid), home, shell }
}

async function groupIds(name: string, context: PluginContext): Promise<readonly number[]> {
  const { code, stdout, stderr } = await context.exec(["id", "-G", name])
  if (code !== 0) throw new Fault(500, `id -G ${name} failed: ${stderr.trim()}`)
  return stdout.trim().split(/\s+/).map(Number)
}
