/** Finds and reads the configuration files: for `-f name.ext` both name.py and name.json, of which the JSON file wins. */
import { existsSync, readFileSync } from "node:fs"
import { extname, relative, resolve } from "node:path"
import type { PythonHost } from "../python/python-host.ts"
import { ConfigError } from "./config-error.ts"
import { isPlainDict } from "./kinds.ts"
import { evaluatePythonFile, type Place, startPython } from "./python-file.ts"
import { mergeSections, type Sections } from "./sections.ts"

export interface ConfigFiles {
  readonly sections: Sections
  /** Those of the JSON file alone. */
  readonly json: Sections
  readonly python: PythonHost | null
  /** For Python classes that are named elsewhere than in the .py file: a process that has evaluated it, if there is one. */
  startPython(): Promise<PythonHost>
  /** Every file that was read, in order. */
  readonly files: readonly string[]
  readonly warnings: readonly string[]
  /** Where a value stands, for messages. */
  origin(section: string, trait: string): string
  /** The same as data. The line is null in a JSON file, and where it cannot be told. */
  place(section: string, trait: string): { readonly file: string; readonly line: number | null }
}

/** `given` is the file of -f; without it the default file may be missing. `standIns` as in evaluatePythonFile. */
export async function readConfigFiles(
  given: string | null,
  place: Place,
  standIns: readonly string[] = [],
): Promise<ConfigFiles> {
  const path = resolve(place.cwd, given ?? "jupyterhub_config.py")
  const extension = extname(path)
  if (![".py", ".json", ""].includes(extension)) {
    throw new ConfigError(`The configuration file ${given} must end in .py or .json`)
  }
  const base = path.slice(0, path.length - extension.length)
  const [pyFile, jsonFile] = [`${base}.py`, `${base}.json`]
  const [hasPy, hasJson] = [existsSync(pyFile), existsSync(jsonFile)]
  if (given !== null && !hasPy && !hasJson) {
    throw new ConfigError(
      `The configuration file ${given} does not exist (looked for ${extension === "" ? `${pyFile} and ${jsonFile}` : path})`,
    )
  }
  // The JSON file first: a mistake in it is found before a Python process is there to be closed.
  const json = hasJson ? readJson(jsonFile, place.cwd) : {}
  const py = hasPy
    ? await evaluatePythonFile(pyFile, place, standIns)
    : { sections: {}, files: [], places: {}, python: null }
  const name = (file: string) => relative(place.cwd, file) || file
  const placeOf = (section: string, trait: string) => {
    if (trait in (json[section] ?? {})) return { file: jsonFile, line: null }
    const [file, line] = py.places[`${section}.${trait}`] ?? [pyFile, null]
    return { file, line }
  }
  return {
    sections: mergeSections(py.sections, json),
    json,
    python: py.python,
    startPython: () => startPython(hasPy ? pyFile : null, place, standIns),
    files: [...py.files, ...(hasJson ? [jsonFile] : [])],
    warnings: collisions(py.sections, json).map(
      trait => `c.${trait} is set in both ${name(pyFile)} and ${name(jsonFile)}: the latter holds`,
    ),
    origin(section, trait) {
      const { file, line } = placeOf(section, trait)
      return `in ${name(file)}${line === null ? "" : `, line ${line}`}`
    },
    place: placeOf,
  }
}

function readJson(file: string, cwd: string): Sections {
  const name = relative(cwd, file)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    throw new ConfigError(`${name}: ${(error as Error).message}`)
  }
  if (!isPlainDict(content)) throw new ConfigError(`${name} must hold one object: sections with their settings`)
  const { version = 1, ...sections } = content
  if (version !== 1) throw new ConfigError(`${name} has the unknown version ${JSON.stringify(version)}`)
  for (const [section, settings] of Object.entries(sections)) {
    if (!isPlainDict(settings)) throw new ConfigError(`${name}: the section "${section}" must be an object`)
  }
  return sections as Sections
}

function collisions(earlier: Sections, later: Sections): readonly string[] {
  return Object.entries(later).flatMap(([section, settings]) =>
    Object.keys(settings)
      .filter(trait => trait in (earlier[section] ?? {}))
      .filter(trait => JSON.stringify(settings[trait]) !== JSON.stringify(earlier[section]?.[trait]))
      .map(trait => `${section}.${trait}`),
  )
}
