/** A class that a configuration names and carme-hub does not have: a Python class, if anything. */
import { type ClassTrait, findPlugin } from "./classes.ts"
import { isRef } from "./kinds.ts"
import type { Sections } from "./sections.ts"

/** The value of a class trait where no plugin of ours has that name. */
export function namedClass(trait: ClassTrait, sections: Sections): unknown {
  const value = sections.JupyterHub?.[trait.slice("JupyterHub.".length)]
  if (typeof value === "string") return findPlugin(trait, value) === null ? value : null
  if (!isRef(value) || value.kind !== "class") return null
  return findPlugin(trait, value.repr.replace(/^class /, "")) === null ? value : null
}
