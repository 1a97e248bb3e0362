import { fileURLToPath } from "node:url"
import t from "tap"
import { classNames } from "../../../hub/config/classes.ts"
import { options } from "../../../hub/config/options/index.ts"
import { exec } from "../../../hub/core/exec.ts"
import { pythonEnv } from "../../support/python.ts"

const rows = Object.entries(options)

t.test("every row stands by a known class, explains itself, and takes its own default", async t => {
  for (const [name, { help, kind, default: value }] of rows) {
    t.ok(classNames.includes(name.split(".")[0] ?? ""), name)
    t.match(help, /^.{10,}\.$/, `the help of ${name}`)
    // A default of the table has the shape that the hub works with, which for these is no longer the file's.
    if (!name.startsWith("CarmeHub.")) t.same(kind.parse(value), value, name)
  }
})

t.test("the traits of JupyterHub 6.1 and batchspawner 1.3, one for one, with their defaults", async t => {
  const script = fileURLToPath(new URL("../../support/traits.py", import.meta.url))
  const { stdout, stderr } = await exec(["python3", script], { env: pythonEnv() })
  t.ok(stdout, stderr)
  const traits = JSON.parse(stdout) as Record<"jupyterhub" | "batchspawner", Record<string, unknown>>
  const names = Object.keys(traits.jupyterhub)
  t.equal(names.length, 192 + 6)
  const ours = new Set(Object.keys(options))
  t.same(
    [...names, ...Object.keys(traits.batchspawner)].filter(name => !ours.has(name)),
    [],
  )
  const known = new Set([...names, ...Object.keys(traits.batchspawner)])
  // JupyterHub describes it as a setting, but lets nobody set it.
  known.add("JupyterHub.spawn_throttle_retry_range")
  const added = [...ours].filter(name => !known.has(name) && !name.startsWith("CarmeHub."))
  t.ok(
    added.every(name => name.startsWith("SlurmSpawner.") || name.startsWith("ProfilesSpawner.")),
    "what carme-hub adds stands under SlurmSpawner and CarmeHub; profiles are wrapspawner's",
  )
  const different = Object.entries({ ...traits.jupyterhub, ...traits.batchspawner })
    .filter(([name, value]) => value !== "?" && !sameDefault(options[name as keyof typeof options].default, value))
    .map(([name]) => name)
  t.same(different, ourOwnDefaults)
})

function sameDefault(ours: unknown, theirs: unknown): boolean {
  const empty = (value: unknown) =>
    value === null || value === "" || value === 0 || JSON.stringify(value) === "[]" || JSON.stringify(value) === "{}"
  return JSON.stringify(ours) === JSON.stringify(theirs) || (empty(ours) && empty(theirs))
}

/** Defaults that JupyterHub computes, names of classes, the script, which is ours, and more logins at a time than four. */
const ourOwnDefaults = [
  "Application.log_level",
  "JupyterHub.data_files_path",
  "JupyterHub.oauth_token_expires_in",
  "LocalAuthenticator.add_user_cmd",
  "PAMAuthenticator.executor_threads",
  "ConfigurableHTTPProxy.api_url",
  "BatchSpawnerBase.exec_prefix",
  "SlurmSpawner.batch_script",
]
