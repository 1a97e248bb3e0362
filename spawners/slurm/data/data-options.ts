/** The options of a start that are lists of paths: further mounts, and files to copy into the scratch folder and out of it. Pure. */
import { Refusal } from "../../../hub/plugin/errors.ts"
import type { Json, JsonObject } from "../../../hub/plugin/spawner.ts"
import { trimEnd, withoutLastSlashes } from "../../../hub/plugin/trim-end.ts"
import { badOption, shown } from "../fields.ts"
import { rootOf } from "./root-of.ts"

export interface Copy {
  readonly from: string
  readonly to: string
}

export interface DataOptions {
  /** Paths below one of the site's roots, `:ro` for read-only. */
  readonly mounts: readonly string[]
  /** From a path of the person to one in the scratch folder. */
  readonly stageIn: readonly Copy[]
  /** The other way round. */
  readonly stageOut: readonly Copy[]
}

const names = ["mounts", "stage_in", "stage_out"]
const mostEntries = 20
const longest = 1000

/** The options of these names, checked, and the request without them. */
export function dataOptions(raw: JsonObject, roots: readonly string[]): { data: DataOptions; rest: JsonObject } {
  const rest = Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)))
  const data = {
    mounts: entries("mounts", raw.mounts).map(entry => mount(entry, roots)),
    stageIn: entries("stage_in", raw.stage_in).map(entry => stagedIn(copy("stage_in", entry))),
    stageOut: entries("stage_out", raw.stage_out).map(entry => stagedOut(copy("stage_out", entry))),
  }
  return { data, rest }
}

/** As they are stored and shown again; what is empty is left out. */
export function storedData({ mounts, stageIn, stageOut }: DataOptions): JsonObject {
  const stored: Record<string, Json> = {}
  if (mounts.length > 0) stored.mounts = mounts
  if (stageIn.length > 0) stored.stage_in = stageIn.map(each => ({ ...each }))
  if (stageOut.length > 0) stored.stage_out = stageOut.map(each => ({ ...each }))
  return stored
}

/** A list of the API, or the lines of a form. */
function entries(name: string, value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  const given: readonly Json[] = Array.isArray(value) ? value : [value]
  const list = given.flatMap((entry): readonly Json[] => (typeof entry === "string" ? lines(entry) : [entry]))
  if (list.length > mostEntries) throw badOption(`The option ${name} has more than ${mostEntries} entries.`)
  return list
}

function lines(value: string): readonly string[] {
  return value.split(/\r?\n/).filter(line => line.trim() !== "")
}

function mount(entry: Json, roots: readonly string[]): string {
  const path = text("mounts", entry)
  const plain = absolute("mounts", path.replace(/:ro$/, ""))
  if (rootOf(plain, roots) !== null) return path
  const allowed = roots.length === 0 ? "this hub allows none" : `it has to be below ${roots.join(" or ")}`
  throw new Refusal(403, `You cannot have ${shown(plain)} mounted: ${allowed}.`, {
    code: "mount-not-allowed",
    asked: plain,
    allowed: roots,
  })
}

function copy(name: string, entry: Json): Copy {
  if (typeof entry === "string") {
    // One blank on each side: with "any number of them" the work would grow with the square of the blanks.
    const [from = "", to = "", ...more] = entry.split(/\s->\s/).map(path => path.trim())
    if (more.length > 0) throw badOption(`A line of ${name} is a path, or two with " -> " between them.`)
    return { from: text(name, from), to: to === "" ? "" : text(name, to) }
  }
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw badOption(`Each entry of ${name} has to be {"from": path, "to": path}.`)
  }
  const { from, to, ...others } = entry as { [key: string]: Json | undefined }
  if (Object.keys(others).length > 0) throw badOption(`An entry of ${name} has "from" and "to", and nothing else.`)
  return { from: text(name, from), to: to === undefined || to === "" ? "" : text(name, to) }
}

function stagedIn({ from, to }: Copy): Copy {
  return { from: personal("stage_in", from), to: inScratch("stage_in", to || lastPart(from)) }
}

function stagedOut({ from, to }: Copy): Copy {
  if (to === "") throw badOption('An entry of stage_out has to say where to copy to: "results -> ~/results".')
  return { from: inScratch("stage_out", from), to: personal("stage_out", to) }
}

function text(name: string, value: Json | undefined): string {
  if (typeof value !== "string") throw badOption(`Paths of ${name} have to be texts.`)
  const trimmed = value.trim()
  if (trimmed === "" || trimmed.length > longest) {
    throw badOption(`Paths of ${name} have to have 1 to ${longest} characters.`)
  }
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(trimmed)) throw badOption(`A path of ${name} has characters that cannot be printed.`)
  return trimmed
}

function absolute(name: string, path: string): string {
  const plain = withoutLastSlashes(path)
  if (!/^\/[^/]/.test(plain) || !hasPlainParts(plain.slice(1)) || /[:,"\\]/.test(plain)) {
    throw badOption(`${shown(path)} of ${name} is no absolute path without "..", ":", "," or quotes.`)
  }
  return plain
}

/** Any path: it is read and written with the person's own rights. */
function personal(name: string, path: string): string {
  const plain = path.replace(/^~\//, "/")
  if (!/^\/[^/]/.test(plain) || !hasPlainParts(trimEnd(plain.slice(1), "/"))) {
    throw badOption(`${shown(path)} of ${name} has to begin with / or ~/ and to be without "..".`)
  }
  return path
}

function inScratch(name: string, path: string): string {
  if (hasPlainParts(trimEnd(path, "/"))) return path
  throw badOption(`${shown(path)} of ${name} is a path in the scratch folder: without a / at its beginning and "..".`)
}

function hasPlainParts(path: string): boolean {
  return path.split("/").every(part => part !== "" && part !== "." && part !== "..")
}

function lastPart(path: string): string {
  return trimEnd(path, "/").split("/").at(-1) ?? ""
}
