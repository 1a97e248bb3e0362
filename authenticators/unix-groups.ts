/** Accounts and groups of the system as getent tells them: LDAP and the like included. */
import type { PluginContext } from "../hub/plugin/context.ts"
import { Fault } from "../hub/plugin/errors.ts"

const timeoutMs = 10_000
const notFound = 2

export async function hasAccount(name: string, context: PluginContext): Promise<boolean> {
  return (await getent("passwd", name, context)) !== null
}

/** Whether the account is in any of these groups, as its own or as a further group. Unknown groups have no members. */
export async function isInAnyGroup(name: string, groups: readonly string[], context: PluginContext): Promise<boolean> {
  if (groups.length === 0) return false
  const [gids, ...wanted] = await Promise.all([groupIds(name, context), ...groups.map(g => groupId(g, context))])
  return wanted.some(gid => gid !== null && gids.includes(gid))
}

async function groupIds(name: string, context: PluginContext): Promise<readonly string[]> {
  const passwd = await getent("passwd", name, context)
  if (passwd === null) return []
  const initgroups = await getent("initgroups", name, context)
  return [passwd.split(":")[3] ?? "", ...(initgroups ?? "").trim().split(/\s+/).slice(1)]
}

async function groupId(group: string, context: PluginContext): Promise<string | null> {
  const line = await getent("group", group, context)
  if (line === null) context.log.error(`There is no UNIX group ${JSON.stringify(group)}.`)
  return line?.split(":")[2] ?? null
}

async function getent(database: string, key: string, context: PluginContext): Promise<string | null> {
  // getent looks numbers up as ids, and takes a dash for an option.
  if (!/^[A-Za-z_][A-Za-z0-9_.@\\+$-]*$/.test(key)) return null
  const result = await context.exec(["getent", "--", database, key], { env: { PATH: "/usr/bin:/bin" }, timeoutMs })
  if (result.code === 0) return result.stdout.split("\n")[0] ?? ""
  if (result.code === notFound) return null
  throw new Fault(
    503,
    `The system's ${database} database did not answer for ${JSON.stringify(key)}: ${problem(result)}`,
  )
}

function problem(result: {
  readonly timedOut: boolean
  readonly stderr: string
  readonly code: number | null
}): string {
  return result.timedOut ? `no answer within ${timeoutMs / 1000} s` : result.stderr.trim() || `exit code ${result.code}`
}
