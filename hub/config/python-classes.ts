/** Classes of a site that are written in Python: found and made in the resident process, which tells their traits. */
import type { PythonHost } from "../python/python-host.ts"
import { type ClassTrait, lineage, pythonClass } from "./classes.ts"
import type { CommandLine } from "./command-line.ts"
import { commandLineSections } from "./command-line-sections.ts"
import { ConfigError } from "./config-error.ts"
import type { ConfigFiles } from "./config-files.ts"
import { isRef } from "./kinds.ts"
import { namedClass } from "./named-class.ts"
import { options } from "./options/index.ts"
import { createResolver } from "./resolver.ts"
import { mergeSections, type Section, type Sections } from "./sections.ts"

/** Class traits that may name a Python class, and the section whose traits the hub itself reads. */
const kinds = [
  { trait: "JupyterHub.authenticator_class", section: "Authenticator" },
  { trait: "JupyterHub.spawner_class", section: "Spawner" },
] as const

/** What a Python spawner does with these is its own affair. */
const inPythonAlone: readonly string[] = [
  "apply_user_options",
  "auth_state_hook",
  "environment",
  "group_overrides",
  "options_form",
  "options_from_form",
  "post_stop_hook",
  "pre_spawn_hook",
  "progress_ready_hook",
]

interface Description {
  readonly name: string
  /** The class and those that it inherits from. */
  readonly ancestors: readonly string[]
  /** Traits that the site set, or for which the class has a value of its own. */
  readonly traits: Section
}

interface WithClasses {
  readonly files: ConfigFiles
  /** Of the command line, without the classes that are told. */
  readonly settings: CommandLine["settings"]
}

/**
 * The same with our own names for Python classes, and what the classes make of the traits that the hub reads. Throws
 * ConfigError where such a class cannot be had.
 */
export async function withPythonClasses(settings: CommandLine["settings"], files: ConfigFiles): Promise<WithClasses> {
  const given = commandLineSections(
    settings,
    createResolver({}, [], () => ""),
  )
  const left = new Map(settings)
  let { sections, python } = files
  try {
    for (const { trait, section } of kinds) {
      const value = namedClass(trait, mergeSections(files.sections, given))
      if (value === null) continue
      python ??= await files.startPython()
      const found = await describe(python, trait, value, section, mergeSections(files.json, given))
      if (found === null) continue
      sections = withClass(sections, trait, section, found)
      left.delete(trait)
    }
  } catch (error) {
    await python?.close()
    throw error
  }
  return { files: { ...files, sections, python }, settings: left }
}

async function describe(
  python: PythonHost,
  trait: ClassTrait,
  value: unknown,
  section: string,
  overlay: Sections,
): Promise<Description | null> {
  const names = Object.keys(options)
    .filter(name => name.startsWith(`${section}.`))
    .map(name => name.slice(section.length + 1))
    .filter(name => section === "Authenticator" || !inPythonAlone.includes(name))
  const key = trait.slice("JupyterHub.".length)
  let found: Description | null = null
  try {
    await python.prepare(async () => {
      found = (await python.ask("classes.describe", [key, value, overlay, names])) as Description | null
    })
  } catch (error) {
    const what = isRef(value) ? value.repr : JSON.stringify(value)
    throw new ConfigError(`c.${trait} is ${what}: ${(error as Error).message}. The hub does not start.`)
  }
  return found
}

/** The sections of its ancestors are Python's to read; the hub finds their outcome in `Authenticator` or `Spawner`. */
function withClass(sections: Sections, trait: ClassTrait, section: string, found: Description): Sections {
  const others = Object.entries(sections).filter(
    ([name]) => !found.ancestors.includes(name) || lineage(name).length > 0,
  )
  const key = trait.slice("JupyterHub.".length)
  return mergeSections(Object.fromEntries(others), {
    JupyterHub: { [key]: `${pythonClass}${found.name}` },
    [section]: found.traits,
  })
}
