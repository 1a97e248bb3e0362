/** Whether the process answers: no database, no login, no body. */
import { endpoint } from "../endpoint.ts"

export const healthEndpoints = ["/health", "/api/health"].map(path =>
  endpoint({
    method: "get",
    path,
    summary: "Answers while the hub runs, even when its database does not",
    tag: "hub",
    handler: "jupyterhub.handlers.pages.HealthCheckHandler",
    scopes: "none",
    open: true,
    replies: { 200: null },
    async handle() {
      return { status: 200 }
    },
  }),
)
