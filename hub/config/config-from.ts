/** The configuration of what the files and the command line say, merged and checked. */
import { Fault } from "../plugin/errors.ts"
import { checkCarme } from "./carme/check.ts"
import { checkNames } from "./check-names.ts"
import { type ChosenClasses, chosenClasses } from "./chosen-classes.ts"
import { lineage } from "./classes.ts"
import type { CommandLine } from "./command-line.ts"
import { commandLineSections } from "./command-line-sections.ts"
import type { Config } from "./config.ts"
import type { ConfigFiles } from "./config-files.ts"
import { derive } from "./derive.ts"
import { WrongType } from "./kind.ts"
import { isRef } from "./kinds.ts"
import type { OptionName } from "./options/index.ts"
import type { Place } from "./python-file.ts"
import { createResolver, type Resolver } from "./resolver.ts"
import { changesOf, mergeSections, over, type Sections } from "./sections.ts"

/** Throws ConfigError where a value cannot be used. */
export function configFrom(
  settings: CommandLine["settings"],
  files: ConfigFiles,
  place: Place,
): { readonly config: Config; readonly warnings: readonly string[] } {
  const warnings: string[] = [...files.warnings]
  const fromFiles = withoutOldName(files.sections, warnings)
  const plain = commandLineSections(
    settings,
    createResolver({}, [], () => ""),
  )
  const classes = chosenClasses(mergeSections(fromFiles, plain))
  const configured = ["JupyterHub", ...[...classes.values()].map(plugin => plugin.className)]
  // Once more, now that it is known which classes `--Spawner.trait` goes to.
  const given = commandLineSections(
    settings,
    createResolver({}, configured, () => ""),
  )
  const sections = withNames(mergeSections(fromFiles, given), classes)
  const origin = (section: string, trait: string) =>
    trait in (given[section] ?? {}) ? "on the command line" : files.origin(section, trait)
  const resolver = createResolver(sections, configured, origin)
  for (const [section, settings] of Object.entries(sections)) {
    if (lineage(section).length > 0) for (const trait of Object.keys(settings)) resolver.resolve(section, trait)
  }
  warnings.push(...checkNames(sections, resolver))
  const derived = derive(resolver, place.env, warnings)
  const config = createConfig({ sections, place, resolver, derived })
  checkCarme(config)
  return { config, warnings }
}

interface Parts {
  readonly sections: Sections
  readonly place: Place
  readonly resolver: Resolver
  /** Values that follow from others, by row name. */
  readonly derived: ReadonlyMap<string, unknown>
}

type Resolved = NonNullable<ReturnType<Resolver["resolve"]>>

function createConfig({ sections, place, resolver, derived }: Parts): Config {
  // Looked up once each: some are read for every server of every page of users.
  const resolved = new Map<string, Resolved>()
  function find(name: string): Resolved {
    const known = resolved.get(name)
    if (known) return known
    const [section = "", trait = ""] = name.split(".")
    const found = resolver.resolve(section, trait)
    if (found === null) throw new Error(`There is no option ${name}`)
    resolved.set(name, found)
    return found
  }
  const get = (name: string) => {
    const found = find(name)
    return derived.has(found.rowName) ? derived.get(found.rowName) : found.value
  }
  return {
    get: get as Config["get"],
    isSet: name => find(name).setBy.length > 0,
    hook(name: OptionName) {
      const value = get(name)
      return isRef(value) ? value : null
    },
    parse(name, value) {
      const [section = "", trait = ""] = name.split(".")
      try {
        return resolver.resolve(section, trait)?.option.kind.parse(value) ?? value
      } catch (error) {
        if (!(error instanceof WrongType)) throw error
        throw new Fault(500, `${name} ${error.message}`, { code: "bad-trait", cause: error })
      }
    },
    raw: plainSections(sections),
    env: place.env,
    cwd: place.cwd,
  }
}

/** Changes to defaults that only a foreign section's class knows: taken as changes to an empty container. */
function plainSections(sections: Sections): Sections {
  const plain = (value: unknown) => {
    const changes = changesOf(value)
    if (changes === null) return value
    return over(value, changes.update === undefined || Array.isArray(changes.update) ? [] : {})
  }
  return Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [
      name,
      Object.fromEntries(Object.entries(section).map(([trait, value]) => [trait, plain(value)])),
    ]),
  )
}

/** A class under any of its names becomes the name that the hub's own tables use. */
function withNames(sections: Sections, classes: ChosenClasses): Sections {
  const names = [...classes].map(([trait, plugin]) => [trait.slice("JupyterHub.".length), plugin.name] as const)
  const set = names.filter(([trait]) => trait in (sections.JupyterHub ?? {}))
  return { ...sections, JupyterHub: { ...sections.JupyterHub, ...Object.fromEntries(set) } }
}

function withoutOldName(sections: Sections, warnings: string[]): Sections {
  const { JupyterHubApp: old, ...rest } = sections
  if (old === undefined) return sections
  warnings.push("c.JupyterHubApp is an old name: use c.JupyterHub")
  return mergeSections(rest, { JupyterHub: old })
}
