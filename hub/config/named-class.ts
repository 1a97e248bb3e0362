/** A class that a configuration names and carme-hub does not have: a Python class, if anything. */
import { type ClassTrait, findPlugin } from "./classes.ts"
import { isRef } from "./kinds.ts"
import type { Sections } from "./sections.ts"

/** The value of a class trait where no plugin of ours has that name. */
export function namedClass(trait: ClassTrait, sections: Sections): unknown {
  const value = sections.JupyterHub?.[trait.slice("JupyterHub.".length)]
  const name = className(value)
  if (name === null) return null
  const plugin = findPlugin(trait, name)
  if (plugin === null) return value
  // Profiles of other classes than ours are Python's business altogether.
  return plugin.className === "ProfilesSpawner" && !profiles(sections).every(isOurs) ? value : null
}

function className(value: unknown): string | null {
  if (typeof value === "string") return value
  return isRef(value) && value.kind === "class" ? value.repr.replace(/^class /, "") : null
}

function profiles(sections: Sections): readonly unknown[] {
  const given = sections.ProfilesSpawner?.profiles
  return Array.isArray(given) ? given : []
}

function isOurs(profile: unknown): boolean {
  const name = Array.isArray(profile) ? className(profile[2]) : null
  return name !== null && findPlugin("JupyterHub.spawner_class", name) !== null
}
