/** Which spawner, authenticator and proxy a site asks for; anything that carme-hub does not have ends the start. */
import { type ClassTrait, classTraits, findPlugin, type Plugin, plugins } from "./classes.ts"
import { ConfigError } from "./config-error.ts"
import { describe } from "./kind.ts"
import { isRef } from "./kinds.ts"
import { nearest } from "./nearest.ts"
import { options } from "./options/index.ts"
import type { Sections } from "./sections.ts"

export type ChosenClasses = ReadonlyMap<ClassTrait, Plugin>

export function chosenClasses(sections: Sections): ChosenClasses {
  return new Map(classTraits.map(trait => [trait, chosenClass(trait, sections)]))
}

/** Throws ConfigError where the site asks for one that is not there. */
export function chosenClass(trait: ClassTrait, sections: Sections): Plugin {
  const key = trait.slice("JupyterHub.".length)
  const value = sections.JupyterHub?.[key] ?? options[trait].default
  if (typeof value !== "string" && !(isRef(value) && value.kind === "class")) {
    throw new ConfigError(`c.${trait} must be the name of a class, or a class, got ${describe(value)}`)
  }
  const name = typeof value === "string" ? value : value.repr.replace(/^class /, "")
  const plugin = findPlugin(trait, name)
  if (plugin) return plugin
  throw new ConfigError(refusal(trait, name, typeof value !== "string"))
}

function refusal(trait: ClassTrait, name: string, isClass: boolean): string {
  const aliases = plugins[trait].flatMap(p => p.aliases)
  const has = plugins[trait].map(p => p.name).join(", ")
  const near = isClass ? null : nearest(name, aliases)
  const what = isClass
    ? `c.${trait} is the Python class ${name}. carme-hub does not run Python classes of a site`
    : `c.${trait} is "${name}", which carme-hub does not have`
  return `${what}${near === null ? "" : `: did you mean "${near}"?`}${near === null ? "." : ""} It has: ${has}. The hub does not start, rather than put another in its place.`
}
