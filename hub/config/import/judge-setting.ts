/** What becomes of one setting: by the options table, the classes that are there, and what is known of foreign ones. */
import { unknownTrait } from "../check-names.ts"
import { type ClassTrait, classNames, classTraits } from "../classes.ts"
import { ConfigError } from "../config-error.ts"
import { lostKeys } from "../keys.ts"
import { isRef } from "../kinds.ts"
import { nearest } from "../nearest.ts"
import type { Option } from "../option.ts"
import { options } from "../options/index.ts"
import type { Resolver } from "../resolver.ts"
import type { Sections } from "../sections.ts"
import { foreignClass } from "./foreign-classes.ts"
import { className, judgeClass } from "./judge-class.ts"
import type { Opinion } from "./judgement.ts"
import type { SiteClasses } from "./site-classes.ts"

export interface JudgeContext {
  readonly sections: Sections
  readonly resolver: Resolver
  /** The site's Python classes, and whether one of them reads this section. */
  readonly classes: SiteClasses["found"]
  readonly readByClass: (section: string) => boolean
  /** Checks that only other rooms can make, by `Section.trait`; a message where the value cannot be used. */
  readonly checks: Readonly<Record<string, (value: unknown) => string | null>>
}

const rows = options as Readonly<Record<string, Option<unknown>>>
const same: Opinion = { verdict: "same", reason: "", todo: null }

export function judgeSetting(section: string, trait: string, context: JudgeContext): Opinion {
  const classTrait = classTraits.find(name => name === `${section}.${trait}`)
  if (classTrait !== undefined) return judgeClass(classTrait, context.sections, context.classes)
  if (!classNames.includes(section)) return judgeForeign(section, trait, context)
  try {
    return judgeKnown(section, trait, context)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { verdict: "lost", reason: error.message, todo: "set a value that fits" }
  }
}

function judgeKnown(section: string, trait: string, { resolver, checks }: JudgeContext): Opinion {
  const found = resolver.resolve(section, trait)
  if (found === null)
    return { ...same, reason: `${unknownTrait(section, trait, resolver)}; nor has it in JupyterHub 6.1` }
  const { option, value, rowName } = found
  const problem = checks[rowName]?.(value) ?? null
  if (problem !== null) return { verdict: "lost", reason: problem, todo: null }
  if (JSON.stringify(value) === JSON.stringify(option.default)) return { ...same, reason: "it is the default" }
  const lost = lostKeys(option.keys, value)
  if (lost.length > 0) {
    return {
      verdict: "lost",
      reason: lost.map(({ key, reason }) => `${key} has no effect: ${reason}`).join("; "),
      todo: `take ${lost.map(({ key }) => key).join(", ")} out of it`,
    }
  }
  const caveat = option.caveat?.(value) ?? null
  if (caveat !== null) return { verdict: "lost", reason: caveat, todo: null }
  if (option.differs !== null) return { verdict: "different", reason: option.differs, todo: null }
  if (option.deprecated !== null)
    return { verdict: "different", reason: "it has a newer name", todo: option.deprecated }
  return holdsFunction(value) ? { ...same, reason: "the function runs in the site's own Python" } : same
}

function judgeForeign(section: string, trait: string, context: JudgeContext): Opinion {
  if (context.readByClass(section)) return { ...same, reason: "the site's Python class reads it" }
  const foreign = foreignClass(section)
  const kind = kindOf(section)
  const inherited = kind === null ? null : inheritedFrom(kind, trait)
  const inPython = kind === null ? undefined : context.classes.get(`JupyterHub.${kind}_class`)
  if (inPython === "pending") return { ...same, reason: "the Python class in use reads it, if it is one of its own" }
  if (kind !== null && (inPython === "runs" || !inUse(kind, section, context))) {
    return { ...same, reason: `${section} is not the class in use, so that it has no effect in JupyterHub either` }
  }
  if (foreign !== null || kind !== null) {
    const move =
      inherited === null ? null : `write c.${inherited} = ... instead: every class that carme-hub has reads it`
    return {
      verdict: "lost",
      reason:
        foreign === null
          ? `carme-hub has no class ${section}`
          : `${section} ${foreign.does}, and carme-hub does not have it`,
      todo: foreign?.traits?.[trait] ?? move ?? foreign?.todo ?? `see what is said of c.JupyterHub.${kind}_class`,
    }
  }
  const near = nearest(section, classNames)
  if (near !== null) return { ...same, reason: `it has no effect, nor has it in JupyterHub: did you mean c.${near}?` }
  return {
    verdict: "lost",
    reason: `carme-hub has no class ${section}, so that nothing reads it`,
    todo: "remove it, or look for what it was for",
  }
}

type Kind = "spawner" | "authenticator" | "proxy"

function kindOf(section: string): Kind | null {
  const [, kind] = /(Spawner|Authenticator|Proxy)$/.exec(section) ?? []
  return kind === undefined ? null : (kind.toLowerCase() as Kind)
}

/** A class of the site's own may inherit from any other, so that only a class that carme-hub knows rules others out. */
function inUse(kind: Kind, section: string, { sections, classes }: JudgeContext): boolean {
  const trait: ClassTrait = `JupyterHub.${kind}_class`
  const name = className(sections.JupyterHub?.[`${kind}_class`] ?? options[trait].default)
  if (name.slice(name.lastIndexOf(".") + 1) === section) return true
  return judgeClass(trait, sections, classes).verdict === "lost"
}

/** The trait of the class that all of this kind inherit from. */
function inheritedFrom(kind: Kind, trait: string): string | null {
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}.${trait}`
  return rows[name] === undefined ? null : name
}

function holdsFunction(value: unknown): boolean {
  if (isRef(value)) return true
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false
  return Object.values(value).some(holdsFunction)
}
