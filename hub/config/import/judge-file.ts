/** What becomes of every setting of a configuration that could be read. */
import { relative } from "node:path"
import { chosenClass } from "../chosen-classes.ts"
import { type ClassTrait, classTraits } from "../classes.ts"
import { ConfigError } from "../config-error.ts"
import type { ConfigFiles } from "../config-files.ts"
import { configFrom } from "../config-from.ts"
import type { Place } from "../python-file.ts"
import { pythonRepr } from "../python-repr.ts"
import { redacted } from "../redact.ts"
import { createResolver } from "../resolver.ts"
import { changesOf } from "../sections.ts"
import { type JudgeContext, judgeSetting } from "./judge-setting.ts"
import type { Judgement } from "./judgement.ts"
import type { SiteClasses } from "./site-classes.ts"

const longestValue = 60

/** In the order of the files, and in each by line. */
export function judgeFile(
  files: ConfigFiles,
  classes: SiteClasses,
  place: Place,
  checks: JudgeContext["checks"],
): readonly Judgement[] {
  const { sections } = files
  const configured = ["JupyterHub", ...classTraits.flatMap(trait => available(trait, classes.files))]
  const resolver = createResolver(sections, configured, files.origin)
  // The sections of a Python class are no longer there for the hub to read.
  const readByClass = (section: string) => !(section in classes.files.sections)
  const context = { sections, checks, resolver, classes: classes.found, readByClass }
  const shown = redacted({ raw: sections })
  const judged = Object.entries(sections).flatMap(([section, settings]) =>
    Object.keys(settings).map(trait => {
      const at = files.place(section, trait)
      const value = short(written(shown[section]?.[trait]))
      const opinion = judgeSetting(section, trait, context)
      return { setting: `${section}.${trait}`, file: relative(place.cwd, at.file), line: at.line, value, ...opinion }
    }),
  )
  const position = (j: Judgement) => files.files.findIndex(file => relative(place.cwd, file) === j.file)
  judged.sort((a, b) => position(a) - position(b) || (a.line ?? 0) - (b.line ?? 0))
  // Where a setting is lost or a class is not there yet, the whole cannot be tried.
  const whole = [...classes.found.values()].every(found => found === "runs")
  return !whole || judged.some(j => j.verdict === "lost") ? judged : [...judged, ...together(classes.files, place)]
}

/** What no single setting shows: with some that contradict each other the hub would not start. */
function together(files: ConfigFiles, place: Place): readonly Judgement[] {
  try {
    configFrom(new Map(), files, place)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const file = relative(place.cwd, files.files[0] ?? "")
    return [
      {
        setting: null,
        file,
        line: null,
        value: null,
        verdict: "lost",
        reason: error.message,
        todo: "mend the setting",
      },
    ]
  }
}

function available(trait: ClassTrait, { sections }: ConfigFiles): readonly string[] {
  try {
    return [chosenClass(trait, sections).className]
  } catch (error) {
    if (error instanceof ConfigError) return []
    throw error
  }
}

/** As a file writes it, in one line: ` = 3`, `.append('x')`; of a function or class only its name. */
function written(value: unknown): string {
  const changes = changesOf(value)
  if (changes === null) return ` = ${pythonRepr(value).replace(/^'(<(?:class|function|object) .*>)'$/, "$1")}`
  return Object.entries(changes)
    .map(([how, what]) => `.${how === "inserts" ? "insert" : how}(${pythonRepr(what)})`)
    .join(" ")
}

function short(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 3)}...` : text
}
