import t from "tap"
import { importReport } from "../../../hub/config/import/import-report.ts"
import type { Judgement } from "../../../hub/config/import/judgement.ts"

const judgements: readonly Judgement[] = [
  { setting: "JupyterHub.port", file: "s.py", line: 3, value: " = 1", verdict: "same", reason: "", todo: null },
  { setting: "Spawner.x", file: "s.json", line: null, value: " = 2", verdict: "different", reason: "so", todo: null },
  { setting: null, file: "s.py", line: 1, value: "import y", verdict: "lost", reason: "why", todo: "that" },
]

t.test("each setting with its place and what becomes of it, then the sum", async t => {
  t.equal(
    importReport("s.py", judgements, false),
    `s.py:3: c.JupyterHub.port = 1
    carries over
s.json: c.Spawner.x = 2
    done differently: so
s.py:1: import y
    DOES NOT CARRY OVER: why
    What to do: that

Summary: 1 carry over, 1 are done differently, 1 do not carry over.
carme-hub should not be started with this file before these are dealt with; JupyterHub is not affected.
`,
  )
  t.match(importReport("s.py", [], false), /^Summary: 0 carry over.*\ncarme-hub can be started with this file\.\n$/)
})

t.test("the same as JSON", async t => {
  const { file, settings, summary } = JSON.parse(importReport("s.py", judgements, true))
  t.same(
    { file, settings, summary },
    { file: "s.py", settings: judgements, summary: { same: 1, different: 1, lost: 1 } },
  )
})
