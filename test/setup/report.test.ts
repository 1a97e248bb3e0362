/** The closing line of a test run counts what ran, and nothing that did not. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import t from "tap"
import { plainNode } from "../support/plain-node.ts"

const [program, ...nodeArgs] = plainNode

const report = fileURLToPath(new URL("../support/report.mjs", import.meta.url))

function closing(tap: string): { line: string; code: number | null; text: string } {
  const { stdout, status } = spawnSync(program, [...nodeArgs, report], { input: tap, encoding: "utf8" })
  return { line: stdout.trimEnd().split("\n").at(-1) ?? "", code: status, text: stdout }
}

const nested = `TAP version 14
# Subtest: test/a.test.ts
    ok 1 - one
    # Subtest: inner
        ok 1 - two
        not ok 2 - three
        1..2
    not ok 2 - inner
    ok 3 - no root # SKIP needs root
    1..3
not ok 1 - test/a.test.ts
ok 2 - test/b.test.ts # SKIP no database
1..2
`

t.test("counts single assertions, once each, and skips", async t => {
  const { line, code, text } = closing(nested)
  t.equal(line, "2 passed, 1 failed, 2 skipped")
  t.equal(code, 1)
  t.match(text, /failed: test\/a\.test\.ts > inner > three/)
})

t.test("a file that ends badly with nothing failed in it is a failure", async t => {
  const { line, code } = closing(`TAP version 14
# Subtest: test/a.test.ts
    ok 1 - one
    1..1
not ok 1 - test/a.test.ts
  ---
  exitCode: 1
  ...
1..1
`)
  t.equal(line, "1 passed, 1 failed, 0 skipped")
  t.equal(code, 1)
})

t.test("output that breaks off is a failure", async t => {
  const { line, code } = closing("TAP version 14\nok 1 - one\n")
  t.equal(line, "1 passed, 1 failed, 0 skipped")
  t.equal(code, 1)
})

t.test("nothing ran: that is no success", async t => {
  t.equal(closing("TAP version 14\n1..0\n").code, 1)
  t.equal(closing("").code, 1)
})

t.test("all is well", async t => {
  const { line, code } = closing("TAP version 14\nok 1 - one\nok 2 - two\n1..2\n")
  t.equal(line, "2 passed, 0 failed, 0 skipped")
  t.equal(code, 0)
})
