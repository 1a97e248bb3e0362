/** The source as the architecture tests see it: files, their imports and what is left of them without types. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")

export interface Import {
  /** A path from the root for our own files, else the name of the package. */
  readonly target: string
  readonly own: boolean
  readonly typeOnly: boolean
  /** `import()`: loaded when it is needed. */
  readonly late: boolean
}

export interface SourceFile {
  /** From the root, such as `hub/core/users/users.ts`. */
  readonly path: string
  readonly text: string
  /** `text` without comments. */
  readonly code: string
  readonly lines: number
  readonly imports: readonly Import[]
}

const importLine =
  /^(?:import|export)\s+(type\s)?([^"'`;]*?)from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm

export const sourceFiles: readonly SourceFile[] = filesBelow("hub", "spawners", "authenticators")
  .filter(path => path.endsWith(".ts"))
  .map(read)

export const testFiles: readonly string[] = filesBelow("test").filter(path => path.endsWith(".test.ts"))

/** Paths from the root of all files below these folders, sorted. */
export function filesBelow(...folders: string[]): string[] {
  return folders
    .flatMap(folder => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8")
}

/** Nothing is left of it once the types are gone. */
export function isTypeOnly(file: SourceFile): boolean {
  const { outputText } = ts.transpileModule(file.text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true },
  })
  return outputText.replace(/export\s*\{[^}]*\}(\s*from\s*"[^"]*")?;?/g, "").trim() === ""
}

function read(path: string): SourceFile {
  const text = readText(path)
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/[^\n]*/g, "$1")
  return { path, text, code, lines: text.trimEnd().split("\n").length, imports: importsOf(path, code) }
}

function importsOf(path: string, code: string): Import[] {
  return [...code.matchAll(importLine)].map(([, type, names = "", from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic ?? ""
    const own = target.startsWith(".")
    const resolved = own ? relative(root, resolve(root, dirname(path), target)) : target
    const late = dynamic !== undefined
    return {
      target: resolved,
      own,
      late,
      typeOnly: !late && (type !== undefined || (bare === undefined && allTypes(names))),
    }
  })
}

/** `{ type A, type B }` imports nothing that runs. */
function allTypes(names: string): boolean {
  const list = /^\{([\s\S]*)\}\s*$/.exec(names.trim())?.[1]?.split(",") ?? ["a whole module"]
  return list.filter(name => name.trim()).every(name => /^\s*type\s/.test(name))
}
