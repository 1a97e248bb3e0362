/** Turns the texts of `--Class.trait=text` into values, as the kind of the trait reads them. */
import { ConfigError } from "./config-error.ts"
import { type Kind, WrongType } from "./kind.ts"
import { anything, isPlainDict } from "./kinds.ts"
import type { Resolver } from "./resolver.ts"
import type { Section, Sections } from "./sections.ts"

export function commandLineSections(settings: ReadonlyMap<string, readonly string[]>, resolver: Resolver): Sections {
  const sections: Record<string, Section> = {}
  for (const [name, texts] of settings) {
    const [section = "", trait = ""] = name.split(".")
    const kind = resolver.resolve(section, trait)?.option.kind ?? anything
    sections[section] = { ...sections[section], [trait]: read(name, kind, texts) }
  }
  return sections
}

/** Given more than once: lists grow, dicts take one key after the other, and of a single value the last counts. */
function read(name: string, kind: Kind<unknown>, texts: readonly string[]): unknown {
  try {
    const values = texts.map(text => kind.fromText(text))
    if (values.length > 1 && values.every(Array.isArray)) return values.flat()
    if (values.length > 1 && values.every(isPlainDict)) return Object.assign({}, ...values)
    return values.at(-1)
  } catch (error) {
    if (!(error instanceof WrongType)) throw error
    throw new ConfigError(`--${name} ${error.message}`)
  }
}
