/** Who is in which group of the system. */
import type { PluginContext } from "../hub/plugin/context.ts"
import { getent, isEntryName } from "./getent.ts"
import { accountLine } from "./unix-accounts.ts"

/** Whether the account is in any of these groups, as its own or as a further group. Unknown groups have no members. */
export async function isInAnyGroup(name: string, groups: readonly string[], context: PluginContext): Promise<boolean> {
  if (groups.length === 0) return false
  const [gids, ...wanted] = await Promise.all([groupIds(name, context), ...groups.map(g => groupId(g, context))])
  return wanted.some(gid => gid !== null && gids.includes(gid))
}

async function groupIds(name: string, context: PluginContext): Promise<readonly string[]> {
  const passwd = await accountLine(name, context)
  if (passwd === null) return []
  // This one takes names alone.
  const [initgroups] = await getent("initgroups", [name], context)
  return [passwd.split(":")[3] ?? "", ...(initgroups ?? "").trim().split(/\s+/).slice(1)]
}

async function groupId(group: string, context: PluginContext): Promise<string | null> {
  const line = isEntryName(group) ? ((await getent("group", [group], context))[0] ?? null) : null
  if (line === null) context.log.error(`There is no UNIX group ${JSON.stringify(group)}.`)
  return line?.split(":")[2] ?? null
}
