/** One run: where it stands, its log, more time for it, and another choice while it waits. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { clusterView } from "../../core/queues/cluster-view.ts"
import { gpuHoursOf } from "../../core/queues/cost.ts"
import { placeOf } from "../../core/queues/queue-state.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { changeRun } from "../../core/servers/change-run.ts"
import { extendRun } from "../../core/servers/extend-run.ts"
import { runView } from "../../core/servers/run-view.ts"
import { findAllocation } from "../../db/allocations.ts"
import type { RunRow } from "../../db/rows.ts"
import { findLatestRunEvents } from "../../db/run-events.ts"
import { listRuns } from "../../db/run-list.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { oneRunSchema, runModel } from "../models/run-model.ts"
import { readableRuns } from "./readable-runs.ts"
import { userOptions } from "./server-start.ts"
import { callerName } from "./server-words.ts"

const row = { tag: "runs", filters: true } as const

export const runEndpoints: readonly Endpoint[] = [
  endpoint({
    ...row,
    method: "get",
    path: "/api/runs/:run",
    summary: "One run: state, job, node, place in the queue, reason, start, end, outcome and cost",
    handler: "carme.RunHandler",
    scopes: ["read:servers"],
    replies: { 200: oneRunSchema },
    async handle({ core, identity, params }) {
      return { status: 200, body: await model(core, await knownRun(core, identity, "read:servers", params.run)) }
    },
  }),
  endpoint({
    ...row,
    method: "get",
    path: "/api/runs/:run/log",
    summary: "The last lines that a run's job has written; null when there are none",
    handler: "carme.RunLogHandler",
    // Whoever may use the server can read as much from within it.
    scopes: ["access:servers"],
    replies: { 200: z.strictObject({ log: z.string().nullable() }) },
    async handle({ core, identity, params }) {
      const run = await knownRun(core, identity, "access:servers", params.run)
      const log = run.submitted_at === null ? null : await core.spawner.log?.(runView(core, run), core.spawnerContext)
      return { status: 200, body: { log: log ?? null } }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    path: "/api/runs/:run/extend",
    summary: "Give a running session more time, within the limits of its user, queue and reservation",
    handler: "carme.RunExtendHandler",
    scopes: ["start:servers"],
    body: z.strictObject(
      { minutes: z.int({ error: "minutes must be a whole number" }).min(1, "minutes must be 1 or more").max(527_040) },
      { error: "Body must be a JSON object with minutes" },
    ),
    replies: { 200: oneRunSchema },
    async handle({ core, identity, params, body }) {
      const run = await knownRun(core, identity, "start:servers", params.run)
      return { status: 200, body: await model(core, await extendRun(core, run, body.minutes, callerName(identity))) }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    path: "/api/runs/:run/change",
    summary: "Change a start that waits to another choice: a new run takes its place, or it waits on as it was",
    handler: "carme.RunChangeHandler",
    scopes: ["start:servers"],
    body: z.strictObject(
      { user_options: userOptions("user_options must be an object") },
      { error: "Body must be a JSON object with user_options" },
    ),
    replies: { 202: oneRunSchema },
    async handle({ core, identity, params, body }) {
      const run = await knownRun(core, identity, "start:servers", params.run)
      // It ends the start that waits, too.
      await knownRun(core, identity, "delete:servers", params.run)
      const changed = await changeRun(core, run, body.user_options as JsonObject, callerName(identity))
      return { status: 202, body: await model(core, changed) }
    },
  }),
]

/** One that the scope does not reach is as one that is not there. */
async function knownRun(core: Core, identity: Identity, scope: string, id = ""): Promise<RunRow> {
  const only = readableRuns(identity.scopes, scope)
  const { rows } = await listRuns(core.db, { id, offset: 0, limit: 1, ...(only === undefined ? {} : { only }) })
  const run = rows[0]
  if (!run) throw new Refusal(404, "No access to resources or resources not found")
  return run
}

async function model(core: Core, run: RunRow): Promise<z.infer<typeof oneRunSchema>> {
  const { job_id: jobId, ...shown } = runModel(run)
  const waits = run.state === "queued" && jobId !== null
  const waiting = waits ? (await clusterView(core)).waiting : null
  const [event] = await findLatestRunEvents(core.db, [run.id])
  return {
    ...shown,
    job_id: jobId,
    text: event?.message || null,
    place: waiting === null || jobId === null ? null : placeOf(jobId, waiting),
    gpu_hours: gpuHoursOf(run, await findAllocation(core.db, run.id)),
  }
}
