/** Whether the spawner, authenticator or proxy that a site asks for is there. */
import { chosenClass } from "../chosen-classes.ts"
import type { ClassTrait } from "../classes.ts"
import { ConfigError } from "../config-error.ts"
import { isRef } from "../kinds.ts"
import type { Sections } from "../sections.ts"
import { foreignClass } from "./foreign-classes.ts"
import type { Opinion } from "./judgement.ts"
import type { SiteClasses } from "./site-classes.ts"

/** `found` as in SiteClasses. */
export function judgeClass(trait: ClassTrait, sections: Sections, found: SiteClasses["found"]): Opinion {
  const name = className(sections.JupyterHub?.[trait.slice("JupyterHub.".length)])
  const python = found.get(trait)
  if (python === "runs") return { verdict: "same", reason: "the class runs in the site's own Python", todo: null }
  if (python === "pending") {
    const reason = "carme-hub runs the class in the site's own Python, when all that it needs is installed there"
    const todo = foreignClass(name)?.todo ?? null
    return { verdict: "same", reason, todo: todo === null ? null : `nothing; or, without the class, ${todo}` }
  }
  const chosen = tryChoose(trait, sections)
  if (typeof chosen !== "string") {
    const own = chosen.className.startsWith("Slurm") && !/^slurm$/i.test(name)
    if (own) return { verdict: "different", reason: `carme-hub's own ${chosen.name} takes its place`, todo: null }
    return { verdict: "same", reason: `it is carme-hub's ${chosen.name}`, todo: null }
  }
  const foreign = foreignClass(name)
  const todo = foreign?.todo ?? "choose one of those that carme-hub has"
  if (python !== undefined) return { verdict: "lost", reason: python, todo: `mend that, or ${todo}` }
  if (foreign === null) return { verdict: "lost", reason: chosen, todo }
  return { verdict: "lost", reason: `${name} ${foreign.does}, and carme-hub does not have it`, todo }
}

/** Short or dotted; empty where the value is neither a name nor a class. */
export function className(value: unknown): string {
  if (typeof value === "string") return value
  return isRef(value) ? value.repr.replace(/^class /, "") : ""
}

/** The class, or why there is none. */
function tryChoose(trait: ClassTrait, sections: Sections) {
  try {
    return chosenClass(trait, sections)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}
