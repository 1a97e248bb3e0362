/** Which QOS the people of an account may use and use by default, and what of it has to change. Pure. */
import type { LimitSet } from "../../../hub/plugin/backstop.ts"
import { qosPrefix } from "./qos.ts"

export interface Association {
  readonly user: string
  readonly qos: readonly string[]
  readonly defaultQos: string
}

/** People who need the same change: one command for all of them. */
export interface AssociationChange {
  readonly people: readonly string[]
  /** The QOS that they should use; null takes ours away and leaves the rest as it is. */
  readonly qos: string | null
  /** QOS of ours that they should no longer have. */
  readonly stale: readonly string[]
}

export const associationFormat = "User,QOS,DefaultQOS"

/** One line of `sacctmgr --parsable2 show associations`; null is the account's own. */
export function readAssociation(line: string): Association | null {
  const [user = "", qos = "", defaultQos = ""] = line.split("|").map(part => part.trim())
  if (user === "") return null
  return { user, qos: qos.split(",").filter(name => name !== ""), defaultQos }
}

export interface AssociationPlan {
  readonly changes: readonly AssociationChange[]
  /** People of the sets who have no association with the account, by the QOS that they should use. */
  readonly strangers: ReadonlyMap<string, readonly string[]>
}

/** People who are in no set are left alone, but for a QOS of ours that they had from one. */
export function planAssociations(sets: readonly LimitSet[], found: readonly Association[]): AssociationPlan {
  const wanted = new Map(sets.flatMap(set => set.people.map(person => [person, `${qosPrefix}${set.name}`] as const)))
  const groups = new Map<string, { qos: string | null; stale: readonly string[]; people: string[] }>()
  for (const association of found) {
    const qos = wanted.get(association.user) ?? null
    const stale = association.qos.filter(name => name.startsWith(qosPrefix) && name !== qos)
    const right = qos === null || (association.qos.includes(qos) && association.defaultQos === qos)
    if (right && stale.length === 0) continue
    const key = JSON.stringify([qos, stale])
    const group = groups.get(key) ?? { qos, stale, people: [] }
    group.people.push(association.user)
    groups.set(key, group)
  }
  const known = new Set(found.map(association => association.user))
  const strangers = new Map<string, string[]>()
  for (const [person, qos] of wanted) {
    if (!known.has(person)) strangers.set(qos, [...(strangers.get(qos) ?? []), person])
  }
  return { changes: [...groups.values()], strangers }
}
