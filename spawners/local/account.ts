/** The OS account that a local server runs as: looked up in the system's user database, and refused when it is none to run as. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import { isPerson, passwdEntry } from "../../hub/plugin/passwd.ts"

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly home: string
  readonly shell: string
}

export async function account(name: string, context: PluginContext): Promise<Account> {
  const entry = await passwdEntry(name, argv => context.exec(argv))
  if (entry === null) {
    throw new Refusal(403, `There is no account ${name} on this machine: ask the administrators to create it.`, {
      code: "no-account",
    })
  }
  if (!isPerson(entry.uid, context.setting("CarmeHub.least_uid"))) {
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
  return { ...entry, name, groups: await groupIds(name, context) }
}

async function groupIds(name: string, context: PluginContext): Promise<readonly number[]> {
  const { code, stdout, stderr } = await context.exec(["id", "-G", "--", name])
  if (code !== 0) throw new Fault(500, `id -G ${name} failed: ${stderr.trim()}`)
  return stdout.trim().split(/\s+/).map(Number)
}
