/** People by the limits that they share, for those who have any role with a quota. */
import { createHash } from "node:crypto"
import { holdersOfRoles } from "../../db/role-holders.ts"
import type { LimitSet } from "../../plugin/backstop.ts"
import type { Core } from "../core.ts"
import { limitsOf } from "../servers/quota.ts"

const longestName = 40

/** Sorted by name. Two queries, however many people there are. */
export async function limitSets(core: Core): Promise<readonly LimitSet[]> {
  const quotas = core.config.get("CarmeHub.quotas")
  const sets = new Map<string, { roles: readonly string[]; people: string[] }>()
  for (const { user, roles } of await holdersOfRoles(core.db, Object.keys(quotas))) {
    const name = setName(roles)
    const set = sets.get(name) ?? { roles, people: [] }
    set.people.push(user)
    sets.set(name, set)
  }
  return [...sets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { roles, people }]) => ({ name, limits: limitsOf(roles, quotas), people }))
}

/** `lab.user`; with a hash where the names are too long, or not made of what every scheduler takes. */
function setName(roles: readonly string[]): string {
  const plain = [...roles].sort().join(".")
  if (/^[a-z0-9_.-]+$/.test(plain) && plain.length <= longestName) return plain
  const hash = createHash("sha256")
    .update(JSON.stringify([...roles].sort()))
    .digest("hex")
    .slice(0, 8)
  return `${plain
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, "_")
    .slice(0, longestName - 9)}-${hash}`
}
