/** The limits of a person, and what each comes from: an exception of their own, else of their groups, else their roles. */
import type { Quota } from "../../config/carme/quotas.ts"
import type { Queryable } from "../../db/db.ts"
import { type NamedException, setForPerson } from "../../db/quotas.ts"
import type { Limits } from "../../plugin/offer.ts"
import type { Person } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { limitsOf, merged, noLimits } from "../servers/quota.ts"

/** Where a limit comes from; `none`: nobody limits it, or no role gives anything. */
export interface Source {
  readonly kind: "user" | "group" | "role" | "none"
  /** Roles or groups by name. */
  readonly names: readonly string[]
  /** When an exception ends. */
  readonly until: Date | null
}

export interface PersonLimits {
  readonly limits: Limits
  readonly sources: Readonly<Record<keyof Limits, Source>>
}

type Who = Pick<Person, "id" | "roles">
type Table = Readonly<Record<string, Quota>>

/** One query; the one place where limits are made, for the form, the admission and the API. */
export async function personLimits(core: Core, person: Who, db: Queryable = core.db): Promise<PersonLimits> {
  const configured = core.config.get("CarmeHub.quotas")
  const set = await setForPerson(db, person.id, core.clock.now())
  return limitsFrom(person.roles, configured, set)
}

/** Pure. What was set at run time takes the place of the configuration's row of that role. */
export function limitsFrom(
  roles: readonly string[],
  configured: Table,
  set: Awaited<ReturnType<typeof setForPerson>>,
): PersonLimits {
  const table = { ...configured, ...set.roles }
  const mine = Object.entries(table).filter(([role]) => roles.includes(role))
  // A quota that is set for one role at run time must not lock out everybody else, where the site has no quotas.
  const base = mine.length > 0 ? merged(mine.map(([, quota]) => quota)) : limitsOf(roles, configured)
  const groups = set.groups.map(group => group.limits)
  const fromGroups = groups.length === 0 ? null : merged(groups)
  const limits: Record<string, unknown> = { ...base }
  const sources: Record<string, Source> = {}
  for (const key of Object.keys(noLimits) as (keyof Limits)[]) {
    const { own } = set
    const saying = set.groups.filter(group => group.limits[key] !== undefined)
    if (own && own.limits[key] !== undefined) {
      limits[key] = own.limits[key]
      sources[key] = { kind: "user", names: [], until: own.until }
    } else if (fromGroups !== null && saying.length > 0) {
      limits[key] = fromGroups[key]
      sources[key] = { kind: "group", names: givers(saying, key, fromGroups), until: soonest(saying) }
    } else {
      const names = givers(
        mine.map(([name, quota]) => ({ name, limits: quota })),
        key,
        base,
      )
      sources[key] = { kind: names.length === 0 ? "none" : "role", names, until: null }
    }
  }
  return { limits: limits as unknown as Limits, sources: sources as PersonLimits["sources"] }
}

/** Who says what holds; where several say parts of it, all of them. */
function givers(
  quotas: readonly { readonly name: string; readonly limits: Quota }[],
  key: keyof Limits,
  result: Limits,
): readonly string[] {
  const said = quotas.filter(quota => quota.limits[key] !== undefined)
  const same = said.filter(quota => JSON.stringify(quota.limits[key]) === JSON.stringify(result[key]))
  return (same.length > 0 ? same : said).map(quota => quota.name)
}

function soonest(exceptions: readonly NamedException[]): Date | null {
  const ends = exceptions.flatMap(exception => (exception.until === null ? [] : [exception.until.getTime()]))
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}
