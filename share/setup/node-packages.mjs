// The npm packages and the built hub: brought up to date when package-lock.json or the source is newer.
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./folders.mjs"
import { withLock } from "./lock.mjs"
import { createSteps, runProgram } from "./steps.mjs"
import { Stop } from "./stop.mjs"

const sources = ["hub", "spawners", "authenticators", "tsconfig.json", "tsconfig.build.json"]

/** Installs what package-lock.json says and node_modules lacks, then builds what changed. */
export async function nodePackages(steps = createSteps(), env = process.env) {
  checkNode()
  await withLock(
    join(root, "package.json"),
    async () => {
      if (!installed()) await install(steps, env)
      if (!built()) await build(steps, env)
    },
    () => steps.note("another setup is at work in this folder: waiting for it"),
  )
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Stop(`carme-hub needs Node 20.19 or newer; this is ${process.version}.`)
}

/** npm writes what it installed into a lock file of its own: each package we lock must be there in our version. */
function installed() {
  const done = readJson(join(root, "node_modules", ".package-lock.json"))
  if (!done) return false
  const wanted = Object.entries(readJson(join(root, "package-lock.json")).packages)
  return wanted.every(
    ([path, entry]) => path === "" || entry.optional || done.packages[path]?.version === entry.version,
  )
}

async function install(steps, env) {
  await steps.step("npm packages", say =>
    runProgram([npm(env), "ci", "--no-audit", "--no-fund", "--loglevel=http", "--foreground-scripts"], {
      cwd: root,
      env: { ...env, ...nodeHeaders(env), NODE_ENV: "development" },
      say,
      label: npmLabel,
      advice: npmAdvice,
    }),
  )
}

/** npm runs this file's program as a script; a plain `node start.mjs` uses the npm on PATH. */
function npm(env) {
  return env.CARME_NPM ?? "npm"
}

/** Where Node's own headers are installed, a package that compiles need not download them. */
function nodeHeaders(env) {
  const prefix = dirname(dirname(process.execPath))
  if (env.npm_config_nodedir || !existsSync(join(prefix, "include", "node", "node_api.h"))) return {}
  return { npm_config_nodedir: prefix }
}

function npmLabel(line) {
  const [, url] = /http fetch GET 200 (\S+)/.exec(line) ?? []
  if (url) return `fetching ${url.split("/").pop()}`
  if (/gyp|make|g\+\+|COPY|CC\(|CXX\(|SOLINK/.test(line)) return "compiling the SQLite driver (about a minute)"
  return null
}

function npmAdvice(output) {
  if (/gyp ERR!|node-gyp/.test(output))
    return "The SQLite driver has to be compiled here. On Debian or Ubuntu: apt-get install python3 make g++"
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(output))
    return "The npm registry could not be reached. Check the network (or npm's own settings for a proxy or a registry) and start again."
  if (/EACCES|EPERM/.test(output)) return `This account may not write to ${root}.`
  return "Start again once the cause is gone."
}

function built() {
  const stamp = join(root, "dist", ".built")
  return existsSync(join(root, "dist", "hub", "main.js")) && existsSync(stamp) && newest() <= statSync(stamp).mtimeMs
}

/** Folders count too: a file that was deleted must not live on in dist/. */
function newest() {
  const times = sources.flatMap(source => walk(join(root, source))).map(path => statSync(path).mtimeMs)
  return Math.max(...times)
}

function walk(path) {
  if (!statSync(path).isDirectory()) return [path]
  return [path, ...readdirSync(path).flatMap(name => walk(join(path, name)))]
}

/** Beside the old build, then in its place: a hub or a test that runs from it never meets half of one. */
async function build(steps, env) {
  const began = new Date()
  const folder = join(root, "dist")
  const part = `${folder}.part`
  await steps.step("build", async () => {
    for (const left of [part, `${folder}.old`]) rmSync(left, { recursive: true, force: true })
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
    await runProgram([process.execPath, tsc, "-p", "tsconfig.build.json", "--outDir", part], { cwd: root, env })
    chmodSync(join(part, "hub", "main.js"), 0o755)
    const stamp = join(part, ".built")
    writeFileSync(stamp, "")
    // A file that changed while the compiler ran is newer than the build.
    utimesSync(stamp, began, began)
    if (existsSync(folder)) renameSync(folder, `${folder}.old`)
    renameSync(part, folder)
    rmSync(`${folder}.old`, { recursive: true, force: true })
  })
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null
}
