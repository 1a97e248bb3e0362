import t from "tap"
import { failedRun } from "../../../hub/http/pages/failed-run.ts"
import { noon, run } from "../../support/rows.ts"

t.test("a start that failed is one that never was ready", async t => {
  const failed = run({ id: "a", state: "stopped", outcome: "failed" })
  t.equal(failedRun(failed), failed)
  t.ok(failedRun(run({ id: "b", state: "stopped", outcome: "refused" })))
  t.equal(failedRun(run({ id: "c", state: "stopped", outcome: "failed", ready_at: noon })), null)
  t.equal(failedRun(run({ id: "d", state: "stopped", outcome: "stopped" })), null)
  t.equal(failedRun(run({ id: "e", state: "queued" })), null)
  t.equal(failedRun(null), null)
})
