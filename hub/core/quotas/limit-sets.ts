/** People by the limits that they share, for those who have any role with a quota, or an exception. */
import { createHash } from "node:crypto"
import { exceptionsOfPeople, listQuotas, type PersonExceptions } from "../../db/quotas.ts"
import { holdersOfRoles } from "../../db/role-holders.ts"
import type { LimitSet } from "../../plugin/backstop.ts"
import type { Limits } from "../../plugin/offer.ts"
import type { Core } from "../core.ts"
import { merged } from "../servers/quota.ts"
import { limitsFrom } from "./person-limits.ts"

const longestName = 40
const nobodys: PersonExceptions = { own: null, groups: [] }

/**
 * Sorted by name. Three queries, however many people there are. The limits are those of admission, of the moment and of
 * the time after each exception's end, the most generous: until the next sync nobody is refused what the hub admits.
 */
export async function limitSets(core: Core): Promise<readonly LimitSet[]> {
  const configured = core.config.get("CarmeHub.quotas")
  const set = Object.fromEntries((await listQuotas(core.db)).map(row => [row.role, row.limits]))
  const roles = await holdersOfRoles(core.db, [...new Set([...Object.keys(configured), ...Object.keys(set)])])
  const rolesOf = new Map(roles.map(holder => [holder.user, holder.roles]))
  const exceptions = await exceptionsOfPeople(core.db, core.clock.now())
  const sets = new Map<string, LimitSet & { readonly people: string[] }>()
  for (const person of [...new Set([...rolesOf.keys(), ...exceptions.keys()])].sort()) {
    const mine = rolesOf.get(person) ?? []
    const theirs = exceptions.get(person) ?? nobodys
    const name = setName(person, mine, theirs)
    const known = sets.get(name)
    if (known) known.people.push(person)
    else {
      const limits = pieces(widest(mine, configured, set, theirs), core.config.get("CarmeHub.gpu_weights"))
      const [until] = ends(theirs)
      sets.set(name, { name, limits, people: [person], ...(until === undefined ? {} : { until }) })
    }
  }
  return [...sets.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

type Table = Parameters<typeof limitsFrom>[1]

function widest(roles: readonly string[], configured: Table, set: Table, theirs: PersonExceptions): Limits {
  const holds = (at: Date | null) => (exception: { readonly until: Date | null }) =>
    exception.until === null || at === null || exception.until > at
  const times = [null, ...ends(theirs)]
  const each = times.map(at => {
    const { own, groups } = theirs
    const left = { own: own !== null && holds(at)(own) ? own : null, groups: groups.filter(holds(at)) }
    return limitsFrom(roles, configured, { roles: set, ...left }).limits
  })
  return each.length === 1 && each[0] ? each[0] : merged(each)
}

function ends({ own, groups }: PersonExceptions): readonly Date[] {
  return [own, ...groups].flatMap(exception => exception?.until ?? []).sort((a, b) => a.getTime() - b.getTime())
}

/** Schedulers count pieces: of types that weigh less than a GPU the hub lets somebody have more of them. */
function pieces(limits: Limits, weights: Readonly<Record<string, number>>): Limits {
  // A shard is no GPU for Slurm, and is not counted as one.
  const counted = Object.entries(weights).flatMap(([type, weight]) => (type === "shard" ? [] : [weight]))
  const lightest = Math.min(1, ...counted)
  if (limits.gpus === null || lightest <= 0) return { ...limits, gpus: null }
  return { ...limits, gpus: Math.floor(Math.round((limits.gpus / lightest) * 1e6) / 1e6) }
}

/** `lab.user`, `lab.user.in-course`, `user.for-ada`; with a hash where that is too long, or not made of what every scheduler takes. */
function setName(person: string, roles: readonly string[], { own, groups }: PersonExceptions): string {
  const exceptions = [...groups.map(group => `in-${group.name}`), ...(own === null ? [] : [`for-${person}`])]
  const plain = [...[...roles].sort(), ...exceptions].join(".")
  const clear = !roles.some(role => /^(?:in|for)-/.test(role)) && !groups.some(group => group.name.includes("."))
  if (clear && /^[a-z0-9_.-]+$/.test(plain) && plain.length <= longestName) return plain
  const key = exceptions.length === 0 ? [...roles].sort() : [[...roles].sort(), exceptions]
  const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 8)
  return `${plain
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, "_")
    .slice(0, longestName - 9)}-${hash}`
}
