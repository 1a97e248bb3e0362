// Reads TAP, prints a line for each test file as it ends, what failed with its place, and at the very end the counts.
// Counted are single assertions: those within subtests one by one, a skipped test once, a test that failed as a whole
// (a timeout, an exit code) once. Nothing passed is a failure.
import { Parser } from "tap-parser"

const counts = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const began = Date.now()
const out = text => void process.stdout.write(`${text}\n`)

/** Counts what happens inside `parser`; returns the counts of this part alone. */
function count(parser, path) {
  const own = { passed: 0, failed: 0, skipped: 0 }
  const add = (kind, number = 1) => {
    own[kind] += number
  }
  let child = null
  parser.on("child", inner => {
    child = count(inner, [...path, inner.name])
  })
  parser.on("assert", result => {
    const inner = child
    child = null
    if (inner) for (const kind of Object.keys(own)) add(kind, inner[kind])
    // A subtest's closing line is the sum of its lines, unless it failed or was skipped on its own account.
    if (result.skip || result.todo) add("skipped")
    else if (!result.ok && !(inner && inner.failed > 0)) {
      add("failed")
      failures.push({ path, result })
    } else if (result.ok && !(inner && inner.passed + inner.skipped > 0)) add("passed")
    if (path.length === 0) printFile(result, inner)
  })
  parser.on("bailout", reason => {
    add("failed")
    failures.push({ path, result: { name: `bail out: ${reason}`, diag: null } })
  })
  return own
}

function printFile(result, inner) {
  const whole = result.skip ? `skipped, ${result.skip}` : ""
  const numbers = inner && !whole ? `${inner.passed} passed, ${inner.failed} failed, ${inner.skipped} skipped` : whole
  const seconds = result.time ? ` (${(result.time / 1000).toFixed(1)} s)` : ""
  out(`${result.ok ? "ok    " : "FAILED"} ${result.name}: ${numbers}${seconds}`)
}

const top = new Parser()
const total = count(top, [])
top.on("complete", results => {
  Object.assign(counts, total)
  if (!results.ok && counts.failed === 0) {
    counts.failed++
    failures.push({ path: [], result: { name: "the run as a whole", diag: results.failures } })
  }
  for (const { path, result } of failures) printFailure(path, result)
  if (counts.passed === 0 && counts.failed === 0) out("no test ran")
  out(`${Math.round((Date.now() - began) / 1000)} s`)
  out(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
})
process.stdin.pipe(top)

function printFailure(path, result) {
  out(`\nfailed: ${[...path, result.name].filter(Boolean).join(" > ")}`)
  if (result.diag) out(JSON.stringify(result.diag, null, 2).split("\n").slice(0, 60).join("\n").replaceAll("\\n", "\n"))
}
