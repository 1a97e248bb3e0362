/** The list of runs: every attempt at a server, live and ended, of those whose servers the caller may read. */
import { z } from "zod"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { listRuns, type RunQuery } from "../../db/run-list.ts"
import { endpoint } from "../endpoint.ts"
import { runModel, runSchema } from "../models/run-model.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"
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
      const only = readableRuns(identity.scopes)
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

/** Undefined: every run. What a run tells is what its server tells: the filters of read:servers hold. */
function readableRuns(scopes: readonly string[]): RunQuery["only"] {
  const filter = scopeFilter(scopes, "read:servers")
  if (filter?.all) return undefined
  return {
    users: [...(filter?.user ?? [])],
    groups: [...(filter?.group ?? [])],
    servers: [...(filter?.server ?? [])].map(owned),
  }
}

/** `owner/server`; a user's name has no slash. */
function owned(server: string): { user: string; name: string } {
  const slash = server.indexOf("/")
  return { user: server.slice(0, slash), name: server.slice(slash + 1) }
}
