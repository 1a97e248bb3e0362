// The Python environment of people's servers: PATH's own where it has one, else a venv in the cache folder.
// As a program, `python.mjs --print` builds it where needed and prints the folder with its programs.
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { cacheFolder } from "./folders.mjs"
import { withLock } from "./lock.mjs"
import { createSteps, runProgram } from "./steps.mjs"
import { main, Stop } from "./stop.mjs"

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url))
const needed = ["jupyterhub-singleuser", "jupyter-lab"]

/** The folder with jupyterhub-singleuser and jupyter-lab; `own` says whether it is the venv that this file made. */
export async function pythonEnvironment(steps = createSteps(), env = process.env) {
  const onPath = needed.map(name => which(name, env))
  if (onPath.every(Boolean)) return { bin: dirname(onPath[0]), own: false }
  const python = findPython(env)
  const folder = join(cacheFolder(env), `python-${fingerprint(python)}`)
  const bin = join(folder, "bin")
  if (!existsSync(join(folder, "complete"))) {
    await withLock(
      `${folder}.lock`,
      () => existsSync(join(folder, "complete")) || build(steps, python, folder),
      () => steps.note("another setup is building the Python environment: waiting for it"),
    )
  }
  return { bin, own: true }
}

/** A venv knows its own path, so it is made where it stays; only the last file makes it count. */
async function build(steps, python, folder) {
  rmSync(folder, { recursive: true, force: true })
  await steps.step("Python environment with JupyterLab (about a minute)", async say => {
    await runProgram([python.path, "-m", "venv", folder], { advice: () => venvAdvice })
    const pip = [join(folder, "bin", "python"), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    let count = 0
    await runProgram([...pip, "--progress-bar", "off", "-r", requirements], {
      say,
      label: line => pipLabel(line, () => ++count),
      advice: pipAdvice,
    })
    for (const name of needed) accessSync(join(folder, "bin", name), constants.X_OK)
    mkdirSync(join(folder, "complete"))
  })
}

function pipLabel(line, next) {
  const [, name] = /^Collecting (\S+)/.exec(line) ?? []
  if (name) return `package ${next()}: ${name}`
  return /^(Installing|Building|Preparing)/.test(line) ? line.slice(0, 60) : null
}

const venvAdvice = "Python's venv module is missing or incomplete. On Debian or Ubuntu: apt-get install python3-venv"

function pipAdvice(output) {
  if (
    /ConnectionError|NewConnectionError|Temporary failure in name resolution|Network is unreachable|timed out/i.test(
      output,
    )
  )
    return "PyPI could not be reached. Check the network (or pip's own settings for a proxy or a mirror) and start again."
  if (/Python\.h|error: command '.*(gcc|cc)'/.test(output))
    return "A package had to be compiled. On Debian or Ubuntu: apt-get install python3-dev gcc libffi-dev"
  return "Nothing is left half-built: start again once the cause is gone."
}

/** A change of the requirements or of Python makes a new environment beside the old one. */
function fingerprint(python) {
  const hash = createHash("sha256").update(readFileSync(requirements)).update(`${python.path} ${python.version}`)
  return hash.digest("hex").slice(0, 12)
}

/** The newest usable Python: CARME_PYTHON, else python3, else a versioned name on PATH. */
export function findPython(env = process.env) {
  const names = [env.CARME_PYTHON, "python3", ...[14, 13, 12, 11, 10, 9].map(minor => `python3.${minor}`)].filter(
    Boolean,
  )
  const seen = []
  for (const name of names) {
    const path = which(name, env)
    if (!path) continue
    const version = pythonVersion(path)
    if (version && atLeast(version, 3, 9)) return { path, version }
    seen.push(`${path} is ${version ?? "not usable"}`)
  }
  const found = seen.length > 0 ? `Found only: ${seen.join(", ")}.` : "There is no python3 in PATH."
  throw new Stop(
    `carme-hub needs Python 3.9 or newer for JupyterLab. ${found}\nOn Debian or Ubuntu: apt-get install python3 python3-venv\nAnother one can be named: CARME_PYTHON=/path/to/python3`,
  )
}

function pythonVersion(path) {
  try {
    const code = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
    return execFileSync(path, ["-c", code], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
  } catch {
    return null
  }
}

function atLeast(version, major, minor) {
  const [a = 0, b = 0] = version.split(".").map(Number)
  return a > major || (a === major && b >= minor)
}

function which(name, env) {
  if (name.includes("/")) return existsSync(name) ? name : null
  for (const folder of (env.PATH ?? "").split(delimiter).filter(Boolean)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  return null
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { bin } = await pythonEnvironment()
    process.stdout.write(`${bin}\n`)
  })
}
