/** Servers report when their user was last active; culling goes by it. */
import { z } from "zod"
import { reportActivity } from "../../core/users/activity.ts"
import { endpoint } from "../endpoint.ts"
import { knownUser } from "./known-user.ts"

/** What is in it is checked with the user's servers at hand, in one place for all who report. */
const activityBody = z.looseObject(
  {
    last_activity: z.unknown().optional().meta({ description: "ISO 8601; the user's own" }),
    servers: z.unknown().optional().meta({ description: "{server name: {last_activity: ISO 8601}}" }),
  },
  { error: "body must be a json dict" },
)

export const activityEndpoints = [
  endpoint({
    method: "post",
    path: "/api/users/:name/activity",
    summary: "Report when a user and the user's servers were last active",
    tag: "users",
    handler: "jupyterhub.apihandlers.users.ActivityAPIHandler",
    scopes: ["users:activity"],
    target: { user: "name" },
    body: activityBody,
    replies: { 200: null },
    async handle({ core, params, body }) {
      const user = await knownUser(core, params.name, `No such user: '${params.name}'`)
      await reportActivity(core, user, body)
      return { status: 200 }
    },
  }),
]
