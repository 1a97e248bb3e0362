/** The OS account that a service runs as, looked up in the system's user database. */
import type { PluginContext } from "../../plugin/context.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import { passwdEntry } from "../../plugin/passwd.ts"

export interface ServiceAccount {
  readonly home: string
  readonly shell: string
  /** Absent: the hub runs as that account already. */
  readonly owner?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
}

/** Throws Refusal where there is no such account, or the hub may not become it. */
export async function serviceAccount(context: Pick<PluginContext, "exec">, name: string): Promise<ServiceAccount> {
  const entry = await passwdEntry(name, argv => context.exec(argv))
  if (entry === null) throw new Refusal(400, `there is no account ${name} on this machine`)
  const { uid, gid, home, shell } = entry
  const self = process.geteuid?.() ?? 0
  if (self === uid) return { home, shell }
  if (self !== 0) throw new Refusal(400, `this hub does not run as root, so it cannot become ${name}`)
  return { home, shell, owner: { uid, gid, groups: await groupIds(context, name) } }
}

async function groupIds(context: Pick<PluginContext, "exec">, name: string): Promise<readonly number[]> {
  const { code, stdout, stderr } = await context.exec(["id", "-G", "--", name])
  if (code !== 0) throw new Fault(500, `id -G ${name} failed: ${stderr.trim()}`)
  return stdout.trim().split(/\s+/).map(Number)
}
