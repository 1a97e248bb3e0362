/** What a site set, by section and trait; later sources go over earlier ones, as traitlets merges them. */
import { isPlainDict } from "./kinds.ts"

export type Section = Readonly<Record<string, unknown>>
export type Sections = Readonly<Record<string, Section>>

/** Changes to a default that the file did not replace: `c.Spawner.args.append("--debug")`. */
interface Changes {
  readonly extend?: readonly unknown[]
  readonly prepend?: readonly unknown[]
  readonly inserts?: readonly (readonly [number, unknown])[]
  /** A list when it came from a set. */
  readonly update?: Readonly<Record<string, unknown>> | readonly unknown[]
}

export function changesOf(value: unknown): Changes | null {
  return isPlainDict(value) && isPlainDict(value.__lazy__) ? value.__lazy__ : null
}

export function mergeSections(earlier: Sections, later: Sections): Sections {
  const merged: Record<string, Section> = { ...earlier }
  for (const [name, section] of Object.entries(later)) {
    const mine: Record<string, unknown> = { ...merged[name] }
    for (const [trait, value] of Object.entries(section)) mine[trait] = trait in mine ? over(value, mine[trait]) : value
    merged[name] = mine
  }
  return merged
}

/** `value`, set later, on top of `earlier`: changes are applied, anything else replaces. */
export function over(value: unknown, earlier: unknown): unknown {
  const changes = changesOf(value)
  if (changes === null) return value
  const before = changesOf(earlier)
  return before === null ? apply(changes, earlier) : { __lazy__: join(before, changes) }
}

/** As traitlets: inserts first, then what goes to the front, then what goes to the end. */
function apply(changes: Changes, value: unknown): unknown {
  if (isPlainDict(value)) return { ...value, ...(isPlainDict(changes.update) ? changes.update : {}) }
  if (!Array.isArray(value)) return { __lazy__: changes }
  const list = [...value]
  for (const [index, item] of changes.inserts ?? []) list.splice(index, 0, item)
  const added = Array.isArray(changes.update) ? changes.update.filter(item => !list.includes(item)) : []
  return [...(changes.prepend ?? []), ...list, ...(changes.extend ?? []), ...added]
}

function join(first: Changes, second: Changes): Changes {
  return {
    extend: [...(first.extend ?? []), ...(second.extend ?? [])],
    prepend: [...(second.prepend ?? []), ...(first.prepend ?? [])],
    inserts: [...(first.inserts ?? []), ...(second.inserts ?? [])],
    ...update(first.update, second.update),
  }
}

function update(first: Changes["update"], second: Changes["update"]): Pick<Changes, "update"> {
  if (first === undefined || second === undefined) {
    const only = second ?? first
    return only === undefined ? {} : { update: only }
  }
  if (Array.isArray(first) && Array.isArray(second)) return { update: [...first, ...second] }
  return { update: { ...first, ...second } }
}
