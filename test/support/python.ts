/** The Python environment that tests run servers from: PATH's, or the one that share/setup builds in the cache folder. */
import { execFileSync } from "node:child_process"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { plainNode } from "./plain-node.ts"

const setup = fileURLToPath(new URL("../../share/setup/python.mjs", import.meta.url))
const [program, ...nodeArgs] = plainNode
let found: string | undefined

/** The folder with jupyterhub-singleuser, jupyter-lab and python; built on the first use (minutes, then no time). */
export function pythonBin(): string {
  found ??= execFileSync(program, [...nodeArgs, setup, "--print"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim()
  return found
}

export function pythonProgram(name: string): string {
  return join(pythonBin(), name)
}

/** This process's environment with that folder first in PATH. */
export function pythonEnv(): Record<string, string> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]))
  return { ...env, PATH: `${pythonBin()}${delimiter}${process.env.PATH ?? ""}` }
}
