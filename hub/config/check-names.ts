/** What to tell about the names that a site uses: unknown, deprecated, done in another way, or without effect. */
import { classNames, lineage } from "./classes.ts"
import { lostKeys } from "./keys.ts"
import { nearest } from "./nearest.ts"
import { options } from "./options/index.ts"
import type { Resolver } from "./resolver.ts"
import type { Sections } from "./sections.ts"

export function checkNames(sections: Sections, resolver: Resolver): readonly string[] {
  const set = Object.entries(sections).flatMap(([section, settings]) =>
    Object.keys(settings).map(t => [section, t] as const),
  )
  const known = set.flatMap(([section, trait]) => {
    const found = resolver.resolve(section, trait)
    return found === null ? [] : [{ name: `${section}.${trait}`, found }]
  })
  const differing = known.filter(
    ({ found }) => found.option.differs !== null && !same(found.value, found.option.default),
  )
  const deprecated = known.filter(({ found }) => found.option.deprecated !== null)
  return [
    ...Object.keys(sections)
      .filter(s => !classNames.includes(s))
      .map(unknownSection),
    ...set
      .filter(([section, trait]) => classNames.includes(section) && resolver.resolve(section, trait) === null)
      .map(([section, trait]) => unknownTrait(section, trait, resolver)),
    ...deprecated.map(({ name, found }) => `c.${name} is deprecated: ${found.option.deprecated}`),
    ...differing.map(({ name, found }) => `c.${name} is done differently: ${found.option.differs}`),
    ...known.flatMap(({ name, found }) => {
      const caveat = found.option.caveat?.(found.value) ?? null
      return caveat === null ? [] : [`c.${name}: ${caveat}`]
    }),
    ...known.flatMap(({ name, found }) =>
      lostKeys(found.option.keys, found.value).map(
        ({ key, reason }) => `c.${name}[${JSON.stringify(key)}] has no effect: ${reason}`,
      ),
    ),
  ]
}

function unknownSection(section: string): string {
  const near = nearest(section, classNames)
  if (near === null) return `The settings of c.${section} are not used: carme-hub has no such class`
  return `The settings of c.${section} are not used: did you mean c.${near}?`
}

/** The nearest name within the class counts first, then one of any class. */
export function unknownTrait(section: string, trait: string, resolver: Resolver): string {
  const own = new Set([...resolver.chain(section), ...lineage(section)])
  const names = Object.keys(options)
  const inClass = names.filter(name => own.has(name.split(".")[0] ?? ""))
  const traitOf = (name: string) => name.split(".")[1] ?? ""
  const near = nearest(trait, inClass.map(traitOf))
  const elsewhere = near === null ? nearest(trait, names.map(traitOf)) : null
  const other = names.find(name => elsewhere !== null && traitOf(name) === elsewhere)
  const hint = near === null ? other : `${section}.${near}`
  return `c.${section}.${trait} is not known and has no effect${hint === undefined ? "" : `: did you mean c.${hint}?`}`
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
