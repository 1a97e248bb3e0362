/** Queues: what is free in them now, and what would become of a start. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { clusterView } from "../../core/queues/cluster-view.ts"
import { estimateStart } from "../../core/queues/estimate.ts"
import { limitsThere } from "../../core/queues/limits-there.ts"
import { queueState } from "../../core/queues/queue-state.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { allows } from "../../core/rbac/scope-check.ts"
import { offerFor } from "../../core/servers/offer.ts"
import { usageOfUser } from "../../db/allocations.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import { countLiveRunsByQueue, findRun } from "../../db/runs.ts"
import { findUserByName } from "../../db/users.ts"
import { Refusal } from "../../plugin/errors.ts"
import { typesFor, usualGpus } from "../../plugin/gpu-types.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { estimateModel, estimateSchema } from "../models/estimate-model.ts"
import { queueModel, queueSchema } from "../models/queue-model.ts"
import { userOptions } from "./server-start.ts"

const row = { tag: "queues", filters: true } as const
const otherUser = z.string({ error: "user must be a name" }).min(1).max(255).optional()

export const queuesEndpoints: readonly Endpoint[] = [
  endpoint({
    ...row,
    method: "get",
    path: "/api/queues",
    summary: "The queues that a user may use, what is free in each now, and how much of it the user may have",
    handler: "carme.QueueListHandler",
    scopes: ["read:servers"],
    query: z.object({ user: otherUser.meta({ description: "Another user than the caller" }) }),
    replies: { 200: z.array(queueSchema) },
    async handle({ core, identity, query }) {
      const user = await subject(core, identity, "read:servers", query.user)
      const [offer, usage, view, counts] = await Promise.all([
        offerFor(core, user),
        usageOfUser(core.db, user.id),
        clusterView(core),
        countLiveRunsByQueue(core.db),
      ])
      const body = offer.queues.map(queue => {
        const { running = 0, waiting = 0 } = counts.get(queue.name) ?? {}
        const mine = limitsThere(queue, offer.limits, usage)
        const types = typesFor(queue, offer.limits)
        return queueModel(queue, {
          state: queueState(queue, view),
          running,
          waiting,
          mine,
          types,
          usual: usualGpus(queue, offer.limits),
        })
      })
      return { status: 200, body }
    },
  }),
  endpoint({
    ...row,
    method: "post",
    path: "/api/queues/estimate",
    summary:
      "What would become of a start with these options: admitted or why not, cost, expected start, better choices",
    handler: "carme.QueueEstimateHandler",
    scopes: ["start:servers"],
    body: z.strictObject(
      {
        user_options: userOptions("user_options must be an object").optional(),
        user: otherUser,
        /** A live run that this start would take the place of: its options where none are given, and what it holds counts as free. */
        run: z.string({ error: "run must be the id of a run" }).max(64).optional(),
      },
      { error: "Body must be a JSON object with user_options" },
    ),
    replies: { 200: estimateSchema },
    async handle({ core, identity, body }) {
      const user = await subject(core, identity, "start:servers", body.user)
      const instead = body.run === undefined ? null : await liveRunOf(core, user, body.run)
      const options = (body.user_options ?? instead?.user_options ?? {}) as JsonObject
      return { status: 200, body: estimateModel(await estimateStart(core, { user, options, instead })) }
    },
  }),
]

/** Whose queues these are. A user that the scopes do not reach is as one that is not there. */
async function subject(core: Core, identity: Identity, scope: string, name: string | undefined): Promise<UserRow> {
  const asked = name ?? identity.user?.name
  if (asked === undefined) throw new Refusal(400, "A service has no queues of its own: say whose with `user`")
  const may = (await allows(core, identity, scope, { kind: "user", name: asked })) === true
  const user = may ? await findUserByName(core.db, asked) : null
  if (!user) throw new Refusal(404, "No access to resources or resources not found")
  return user
}

async function liveRunOf(core: Core, user: UserRow, id: string): Promise<RunRow> {
  const run = await findRun(core.db, id)
  if (run?.user_id !== user.id || run.live_key === null) throw new Refusal(404, "There is no such run, or it has ended")
  return run
}
