/** /hub/security/csp-report: where browsers tell that a page tried what its policy forbids. */
import { page } from "./page-row.ts"

export const cspReportPage = page({
  method: "post",
  path: "/security/csp-report",
  summary: "Report a violation of the content security policy",
  handler: "jupyterhub.handlers.base.CSPReportHandler",
  scopes: "identified",
  statuses: [403],
  // Browsers send these by themselves, without a token.
  checksXsrf: true,
  async handle({ core, request }) {
    core.log.warn("Content security violation", { report: String(request.body?.report ?? "").slice(0, 2000) })
    core.metrics.cspReports.inc()
    return { status: 200 }
  },
})
