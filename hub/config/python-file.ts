/** Evaluates a jupyterhub_config.py with python3, and keeps the process where functions of the file are needed later. */
import { existsSync } from "node:fs"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { type PythonProcess, pythonProcess, type StartPiped } from "../python/process.ts"
import { createPythonHost, type PythonHost } from "../python/python-host.ts"
import { fromPython } from "../python/wire.ts"
import { classTraits } from "./classes.ts"
import { ConfigError } from "./config-error.ts"
import { isRef } from "./kinds.ts"
import { MissingModule } from "./missing-module.ts"
import { namedClass } from "./named-class.ts"
import type { Sections } from "./sections.ts"

interface PythonFile {
  readonly sections: Sections
  /** The file itself and those that it loaded. */
  readonly files: readonly string[]
  /** Where each trait was set last; without those whose line cannot be told. */
  readonly places: Places
  /** null when the file left nothing to call. */
  readonly python: PythonHost | null
}

/** `Section.trait` to file and line. */
export type Places = Readonly<Record<string, readonly [file: string, line: number]>>

export interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly startPiped: StartPiped
}

/**
 * `standIns` are packages that need not be installed. Throws MissingModule for one that is not, and ConfigError for any
 * other mistake in the file.
 */
export async function evaluatePythonFile(
  file: string,
  place: Place,
  standIns: readonly string[] = [],
): Promise<PythonFile> {
  const { process, answer } = await evaluate(file, place, standIns)
  const sections = fromPython(answer.config) as Sections
  if (!holdsFunctions(sections) && !namesPythonClass(sections) && !addsHandlers(sections)) {
    await process.close()
    return { sections, files: answer.files, places: answer.places, python: null }
  }
  const python = createPythonHost(process, restarter(file, place, standIns))
  return { sections, files: answer.files, places: answer.places, python }
}

/** `file` is null where the site has no .py file. */
export async function startPython(file: string | null, place: Place, standIns: readonly string[]): Promise<PythonHost> {
  const restart = restarter(file ?? "", place, standIns)
  return createPythonHost(await restart(), restart)
}

function restarter(file: string, place: Place, standIns: readonly string[]): () => Promise<PythonProcess> {
  return async () => (await evaluate(file, place, standIns)).process
}

function namesPythonClass(sections: Sections): boolean {
  return classTraits.some(trait => namedClass(trait, sections) !== null)
}

/** Their classes are made and asked in Python. */
function addsHandlers(sections: Sections): boolean {
  return sections.JupyterHub?.extra_handlers !== undefined
}

interface Answer {
  readonly config: unknown
  readonly files: readonly string[]
  readonly places: Places
}

type Reply = Answer | { readonly error: Failure } | null

interface Failure {
  readonly message: string
  readonly file: string | null
  readonly line: number | null
  /** The module that could not be imported, when that is the mistake. */
  readonly missing: string | null
  readonly traceback: string
}

async function evaluate(
  file: string,
  { cwd, env, startPiped }: Place,
  standIns: readonly string[],
): Promise<{ process: PythonProcess; answer: Answer }> {
  const program = env.CARME_HUB_PYTHON ?? "python3"
  const argv = [program, "-u", ours("evaluate.py", "config"), file, ours("host.py", "python"), ...standIns]
  const defined = Object.fromEntries(Object.entries(env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
  const pipes = await startPiped(argv, { cwd, env: defined }).catch(cause => {
    throw new ConfigError(`${file} cannot be read: ${cause.message}. It takes Python 3.9 or later.`)
  })
  const python = pythonProcess(pipes)
  const reply = (await python.receive().catch(() => null)) as Reply
  if (reply === null) {
    throw new ConfigError(`${file}: python3 ended with exit code ${await python.ended} before the file was read`)
  }
  if ("error" in reply) throw mistake(reply.error, file, cwd)
  return { process: python, answer: reply }
}

function mistake(error: Failure, file: string, cwd: string): ConfigError {
  const where = relative(cwd, error.file ?? file)
  const place = error.line === null ? where : `${where}, line ${error.line}`
  const message = `${place}: ${error.message}\n\n${error.traceback.trimEnd()}`
  if (error.missing === null) return new ConfigError(message)
  return new MissingModule(message, error.missing, error.file ?? file, error.line)
}

/** Classes are only names to the hub. */
function holdsFunctions(value: unknown): boolean {
  if (isRef(value)) return value.kind !== "class"
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false
  return Object.values(value).some(holdsFunctions)
}

/** The .py files stay where they are: found from the sources, and from dist/ beside them. */
function ours(name: string, room: string): string {
  const places = [`../${room}/${name}`, `../../../hub/${room}/${name}`].map(p =>
    fileURLToPath(new URL(p, import.meta.url)),
  )
  const found = places.find(place => existsSync(place))
  if (found === undefined) throw new ConfigError(`${name} is missing: the installation of carme-hub is incomplete`)
  return found
}
