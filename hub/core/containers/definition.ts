/**
 * Definition files that people write: read as Apptainer reads them, and refused where one would run something outside the
 * container or reach a file or a host that the site does not allow. Pure.
 */
import type { BuildSettings } from "../../config/carme/build.ts"
import { Refusal } from "../../plugin/errors.ts"
import { checkPath, shown } from "./image-path.ts"
import { checkPullAddress } from "./pull-address.ts"

interface Allowed {
  readonly settings: BuildSettings
  /** Folders that images and files may come from. */
  readonly folders: readonly string[]
  /** Images of the store, which may be built on wherever they are. */
  readonly images: readonly string[]
}

const most = 64 * 1024
const headers = new Set(["bootstrap", "from", "stage"])
// %setup and %pre run on the node, outside the container; %arguments could make any other line when the file is read.
const outside = new Set(["setup", "pre", "arguments"])
const inside = new Set(["post", "environment", "files", "labels", "runscript", "startscript", "test", "help"])

/** Whether a registry without TLS is used. Throws Refusal 400 or 403, with the number of the line. */
export function checkDefinition(text: string, allowed: Allowed): { readonly insecure: boolean } {
  if (text.length > most) throw no(0, `it is longer than ${most / 1024} KiB`)
  const lines = text.replaceAll("\r\n", "\n").split("\n")
  const odd = lines.findIndex(line => /[^\P{C}\t]|[\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(line))
  if (odd !== -1) throw no(odd + 1, "there is a control character or an unusual space in it")
  const stages = readStages(lines)
  if (stages.length === 0) throw no(1, 'it has to begin with a line such as "Bootstrap: docker"')
  const names = stages.flatMap(stage => stage.header.get("stage")?.value ?? [])
  const checked = stages.map(stage => checkStage(stage, allowed, names))
  return { insecure: checked.includes(true) }
}

interface Line {
  readonly value: string
  readonly number: number
}

interface Stage {
  readonly header: Map<string, Line>
  readonly files: { readonly args: string; readonly line: Line }[]
}

/** A line `Bootstrap:` begins a stage wherever it is, and a first word with % a section: so does Apptainer. */
function readStages(lines: readonly string[]): readonly Stage[] {
  const stages: Stage[] = []
  let section: { readonly name: string; readonly args: string } | null = null
  for (const [at, raw] of lines.entries()) {
    const number = at + 1
    const line = raw.trim()
    if (/\{\{\s*\w+\s*\}\}/.test(line)) throw no(number, "build arguments, as in {{ name }}, are not supported")
    if (/^bootstrap\s*:/i.test(line)) {
      stages.push({ header: new Map(), files: [] })
      section = null
    }
    if (line.startsWith("%")) {
      section = sectionOf(line, number)
      continue
    }
    const stage = stages.at(-1)
    if (line === "" || line.startsWith("#")) continue
    if (stage === undefined) throw no(number, 'it has to begin with a line such as "Bootstrap: docker"')
    if (section === null) readHeader(stage, line, number)
    else if (section.name === "files") stage.files.push({ args: section.args, line: { value: line, number } })
  }
  return stages
}

function sectionOf(line: string, number: number): { name: string; args: string } {
  const [, name = "", args = ""] = /^%+([^%\s]\S*)?(.*)$/.exec(line) ?? []
  const known = name.toLowerCase()
  if (outside.has(known)) throw no(number, `%${known} is not allowed: it is not done inside the container`)
  if (!inside.has(known))
    throw no(number, `there is no section ${shown(`%${name}`)} here; use ${[...inside].join(", ")}`)
  return { name: known, args: args.trimStart() }
}

function readHeader(stage: Stage, line: string, number: number): void {
  const colon = line.indexOf(":")
  const key = line.slice(0, colon).trim().toLowerCase()
  const value = line.slice(colon + 1).trim()
  if (colon === -1 || !headers.has(key)) {
    throw no(
      number,
      `${shown(colon === -1 ? line : line.slice(0, colon))} is not allowed in the header; use Bootstrap, From and Stage`,
    )
  }
  if (stage.header.has(key)) throw no(number, `${key} is said twice`)
  if (/[#\\"'`$]/.test(value)) throw no(number, `${shown(value)} has characters that have a meaning of their own`)
  stage.header.set(key, { value, number })
}

function checkStage({ header, files }: Stage, allowed: Allowed, stages: readonly string[]): boolean {
  for (const { args, line } of files) checkFiles(args, line, allowed, stages)
  const { value: agent = "", number = 1 } = header.get("bootstrap") ?? {}
  const from = header.get("from")
  if (from === undefined) throw no(number, "a line From: is missing")
  return at(from.number, () => {
    if (agent === "localimage") {
      if (!allowed.images.includes(from.value)) checkPath(from.value, allowed.folders)
      return false
    }
    if (agent !== "docker" && agent !== "oras" && agent !== "library") {
      throw no(number, `the bootstrap agent ${shown(agent)} is not allowed; use docker, oras, library or localimage`)
    }
    return checkPullAddress(`${agent}://${from.value}`, allowed.settings).insecure
  })
}

/** Sources are files of the node: the same folders hold as for images. From another stage they are inside a container. */
function checkFiles(args: string, { value, number }: Line, { folders }: Allowed, stages: readonly string[]): void {
  const from = /^from\s+(\S+)$/.exec(args.trim())?.[1]
  if (args.trim() !== "" && from === undefined) throw no(number, `%files ${shown(args)} is not understood`)
  if (from !== undefined && stages.includes(from)) return
  const source = value.split(/\s+/)[0] ?? ""
  at(number, () => checkPath(source, folders))
}

/** What a check says, with the line that it is about. */
function at<T>(number: number, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof Refusal) || /^Line \d/.test(error.message)) throw error
    throw new Refusal(error.status, `Line ${number} of the definition file: ${error.message}`, error.detail)
  }
}

function no(number: number, why: string): Refusal {
  const where = number === 0 ? "The definition file cannot be used" : `Line ${number} of the definition file`
  return new Refusal(400, `${where}: ${why}.`, { code: "bad-definition" })
}
