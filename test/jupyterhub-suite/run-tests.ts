/** Runs some of JupyterHub's tests in one pytest process with one hub of its own, and tells what became of each. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "../support/source-files.ts"
import type { SuiteEnvironment } from "./environment.ts"

export interface Result {
  readonly id: string
  readonly outcome: "passed" | "failed" | "skipped"
  /** The phase, and the end of the traceback; empty when it passed. */
  readonly why: string
  readonly seconds: number
  /** How many requests it made to the hub: a test with none says nothing about it. */
  readonly asked: number
}

export interface TestRun {
  readonly results: readonly Result[]
  /** The end of what pytest printed. */
  readonly output: string
}

const ini = join(dirname(fileURLToPath(import.meta.url)), "pytest.ini")

/** Another hub, for a look at how it does: `CARME_SUITE_HUB='["jupyterhub"]'`. */
const hub = process.env.CARME_SUITE_HUB ?? JSON.stringify([process.execPath, join(root, "dist/hub/main.js")])

/** `ids` are of one file, as in `test_api.py::test_spawn`. */
export async function runTests(where: SuiteEnvironment, ids: readonly string[]): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), "jhs-"))
  const [list, results, log] = ["ids", "results", "log"].map(name => join(folder, name)) as [string, string, string]
  writeFileSync(list, ids.join("\n"))
  const out = openSync(log, "a")
  const file = ids[0]?.split("::")[0] ?? ""
  const env = {
    ...where.env,
    TMPDIR: folder,
    CARME_SUITE_HUB: hub,
    CARME_SUITE_IDS: list,
    CARME_SUITE_RESULTS: results,
  }
  // Below tap every child gets its loader, and so would the proxy.
  const python = ["-u", "NODE_OPTIONS", where.python]
  const pytest = spawn("/usr/bin/env", [...python, "-m", "pytest", "-c", ini, "--rootdir", where.tests, file], {
    cwd: where.tests,
    env,
    stdio: ["ignore", out, out],
  })
  const stop = () => pytest.kill("SIGTERM")
  process.once("exit", stop)
  await once(pytest, "exit")
  process.off("exit", stop)
  const lines = existsSync(results) ? readFileSync(results, "utf8").split("\n").filter(Boolean) : []
  const output = readFileSync(log, "utf8").slice(-6000)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  return { results: lines.map(line => JSON.parse(line) as Result), output }
}
