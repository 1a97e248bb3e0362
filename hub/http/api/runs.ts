/** The list of runs: every attempt at a server, live and ended, of those whose servers the caller may read. */
import { z } from "zod"
import { listRuns } from "../../db/run-list.ts"
import { endpoint } from "../endpoint.ts"
import { runModel, runSchema } from "../models/run-model.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"
import { readableRuns } from "./readable-runs.ts"
import { told } from "./told.ts"

const runs = z.array(runSchema)

export const runsEndpoints = [
  endpoint({
    method: "get",
    path: "/api/runs",
    summary: "List runs: attempts at servers, newest first",
    tag: "runs",
    handler: "carme.RunListHandler",
    scopes: ["read:servers"],
    filters: true,
    query: z.object({
      ...pageQuery,
      state: z
        .enum(["live", "ended", ""], { error: issue => `state must be 'live' or 'ended', not ${told(issue.input)}` })
        .optional(),
      user: z.string().max(255).optional(),
    }),
    replies: { 200: z.union([runs, paginatedSchema(runs)]) },
    async handle(call) {
      const { core, identity, query } = call
      const page = pageOf(call)
      const only = readableRuns(identity.scopes, "read:servers")
      const { rows, total } = await listRuns(core.db, {
        offset: page.offset,
        limit: page.limit,
        ...(query.state ? { state: query.state } : {}),
        ...(query.user ? { user: query.user } : {}),
        ...(only === undefined ? {} : { only }),
      })
      return { status: 200, body: paged(call, page, rows.map(runModel), total) }
    },
  }),
]
