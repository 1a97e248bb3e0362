import t from "tap"
import { pageHub } from "../../support/page-hub.ts"

t.test("a report is counted and logged, cut to size", async t => {
  const hub = await pageHub(t)
  const report = {
    method: "POST",
    headers: { "content-type": "application/csp-report" },
    body: `{"blocked":"${"x".repeat(9000)}"}`,
  }
  t.equal((await hub.client().ask("/hub/security/csp-report", report)).status, 403)
  t.equal((await (await hub.as("alice")).ask("/hub/security/csp-report", report)).status, 200)
  t.match(await hub.core.metrics.registry.metrics(), /jupyterhub_csp_reports_total 1/)
  t.match(hub.log(), "Content security violation")
  t.notMatch(hub.log(), "x".repeat(3000))
})
