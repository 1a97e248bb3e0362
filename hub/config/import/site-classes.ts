/** What becomes of the classes of a site that are written in Python. */
import { type ClassTrait, classTraits, pythonClass } from "../classes.ts"
import { ConfigError } from "../config-error.ts"
import type { ConfigFiles } from "../config-files.ts"
import { namedClass } from "../named-class.ts"
import { withPythonClasses } from "../python-classes.ts"

export interface SiteClasses {
  /** The files with what the classes make of them: what a start would go on with. */
  readonly files: ConfigFiles
  /** `runs`; `pending` where its package has to be installed first; else why it cannot be had. */
  readonly found: ReadonlyMap<ClassTrait, string>
}

/** `complete`: every package that the file imports is installed, so that the classes are the real ones. */
export async function siteClasses(files: ConfigFiles, complete: boolean): Promise<SiteClasses> {
  const named = classTraits.filter(trait => namedClass(trait, files.sections) !== null)
  // Proxies are not among those that run in Python.
  const python = named.filter(trait => trait !== "JupyterHub.proxy_class")
  if (!complete) return { files, found: new Map(python.map(trait => [trait, "pending"])) }
  try {
    const { files: told } = await withPythonClasses(new Map(), files)
    const runs = python.filter(trait => String(told.sections.JupyterHub?.[keyOf(trait)]).startsWith(pythonClass))
    return { files: told, found: new Map(runs.map(trait => [trait, "runs"])) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const culprit = python.find(trait => error.message.startsWith(`c.${trait} `))
    const others = python.filter(trait => trait !== culprit).map(trait => [trait, "pending"] as const)
    return { files, found: new Map([...others, ...(culprit ? [[culprit, error.message] as const] : [])]) }
  }
}

function keyOf(trait: ClassTrait): string {
  return trait.slice("JupyterHub.".length)
}
