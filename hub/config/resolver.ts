/** Finds the value of a trait: the most derived section that sets it wins, over the most derived default, as in traitlets. */
import { lineage } from "./classes.ts"
import { ConfigError } from "./config-error.ts"
import { WrongType } from "./kind.ts"
import type { Option } from "./option.ts"
import { options } from "./options/index.ts"
import { over, type Sections } from "./sections.ts"

const rows = options as Readonly<Record<string, Option<unknown>>>

interface Resolved {
  readonly value: unknown
  /** Sections that set it, most derived first. */
  readonly setBy: readonly string[]
  readonly option: Option<unknown>
  /** The row's name, such as `BatchSpawnerBase.exec_prefix`. */
  readonly rowName: string
}

export interface Resolver {
  /** null where no class of the lineage has such a trait. */
  resolve(className: string, trait: string): Resolved | null
  /** The class and its ancestors; for an ancestor of a configured class, that class's, so that its section counts. */
  chain(className: string): readonly string[]
}

/** `configured` are the classes in use; `origin` says where a value stands, for messages. */
export function createResolver(
  sections: Sections,
  configured: readonly string[],
  origin: (section: string, trait: string) => string,
): Resolver {
  const chains = configured.map(lineage)
  const chain = (className: string) => chains.find(c => c.includes(className)) ?? lineage(className)
  const cache = new Map<string, Resolved | null>()

  function resolve(className: string, trait: string): Resolved | null {
    const classes = chain(className)
    const key = `${classes[0]}.${trait}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const resolved = compute(classes, trait)
    cache.set(key, resolved)
    return resolved
  }

  function compute(classes: readonly string[], trait: string): Resolved | null {
    const owner = classes.find(c => rows[`${c}.${trait}`] !== undefined)
    const rowName = `${owner}.${trait}`
    const option = rows[rowName]
    if (option === undefined) return null
    const setBy = classes.filter(c => sections[c] !== undefined && trait in sections[c])
    if (setBy.length === 0) return { value: option.default, setBy, option, rowName }
    const raw = setBy.toReversed().reduce((value: unknown, c) => over(sections[c]?.[trait], value), option.default)
    return { value: parse(setBy[0] ?? "", trait, option, raw), setBy, option, rowName }
  }

  function parse(section: string, trait: string, option: Option<unknown>, raw: unknown): unknown {
    try {
      return option.kind.parse(raw)
    } catch (error) {
      if (!(error instanceof WrongType)) throw error
      const path = error.path.map(key => (/^\d+$/.test(key) ? `[${key}]` : `["${key}"]`)).join("")
      const what = option.secret ? `must be ${option.kind.label}` : error.message
      throw new ConfigError(`c.${section}.${trait}${option.secret ? "" : path} ${what} (${origin(section, trait)})`)
    }
  }

  return { resolve, chain }
}
