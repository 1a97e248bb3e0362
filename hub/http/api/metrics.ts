/** The metrics in Prometheus' text format, for those with read:metrics unless the site opens them to all. */
import { z } from "zod"
import { countPresent } from "../../core/periodic.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { Refusal } from "../../plugin/errors.ts"
import { endpoint } from "../endpoint.ts"

export const metricsEndpoints = ["/metrics", "/api/metrics"].map(path =>
  endpoint({
    method: "get",
    path,
    summary: "Metrics for Prometheus",
    tag: "hub",
    handler: "jupyterhub.handlers.metrics.MetricsHandler",
    scopes: "none",
    replies: { 200: z.string() },
    async handle({ core, identity }) {
      const guarded = core.config.get("JupyterHub.authenticate_prometheus")
      if (guarded && scopeFilter(identity.scopes, "read:metrics") === null) {
        throw new Refusal(403, "Access to metrics requires scope 'read:metrics'")
      }
      // Without a database the other metrics are wanted all the more.
      await countPresent(core).catch(error => core.log.warn("Users and servers could not be counted", { err: error }))
      const { registry } = core.metrics
      return { status: 200, body: await registry.metrics(), headers: { "Content-Type": registry.contentType } }
    },
  }),
)
