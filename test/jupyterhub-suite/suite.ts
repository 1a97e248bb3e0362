/** One file of JupyterHub's tests as assertions: what must pass, and what is known to fail. */
import { readFileSync } from "node:fs"
import type { Test } from "tap"
import { suiteEnvironment } from "./environment.ts"
import { failing } from "./failing.ts"
import { type Result, runTests } from "./run-tests.ts"

/** `npm run jupyterhub-suite`: the tests that take minutes too, and those that are known to fail. */
export const all = process.env.CARME_JUPYTERHUB_SUITE === "all"

const passing = readFileSync(new URL("passing.txt", import.meta.url), "utf8")
  .split("\n")
  .filter(line => line !== "" && !line.startsWith("#"))
  .filter(line => all || !line.startsWith("+ "))
  .map(line => line.replace(/^\+ /, ""))

/** `file` as in `test_api.py`. */
export async function suite(t: Test, file: string): Promise<void> {
  const where = await suiteEnvironment()
  if (typeof where === "string") return void t.pass("skipped", { skip: where })
  const inFile = (id: string) => id.startsWith(`${file}::`)
  const good = passing.filter(inFile)
  const known = all ? failing.filter(({ inJupyterHubToo }) => !inJupyterHubToo) : []
  const bad = known.flatMap(({ ids, reason }) => ids.filter(inFile).map(id => ({ id, reason })))
  const first = await runTests(where, [...good, ...bad.map(({ id }) => id)])
  const results = new Map(first.results.map(result => [result.id, result]))
  // Many of these tests wait for a second or two and no longer: on a busy machine that is not enough each time.
  const again = good.filter(id => results.get(id)?.outcome !== "passed")
  const second = again.length === 0 ? null : await runTests(where, again)
  for (const result of second?.results ?? []) results.set(result.id, result)
  if (results.size === 0) t.comment(first.output)
  for (const id of good) t.equal(told(results.get(id)), "passed", id)
  for (const { id, reason } of bad) {
    t.not(results.get(id)?.outcome, "passed", `${id} is known to fail: ${reason}`)
  }
}

function told(result: Result | undefined): string {
  if (result === undefined) return "did not run"
  return result.outcome === "passed" ? "passed" : `${result.outcome}: ${result.why}`
}
