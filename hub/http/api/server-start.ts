/** The start of a server by API: 201 when it is ready in time, 202 while it takes longer (and what it waits for), and why it failed. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { bookingWarning } from "../../core/queues/booking-warning.ts"
import { apiView } from "../../core/servers/lifecycle.ts"
import { visibleState } from "../../core/servers/lost-server.ts"
import { awaitRun, isSettled, liveRuns, startServer } from "../../core/servers/servers.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import { findSpawner } from "../../db/spawners.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { StartEstimate } from "../../plugin/scheduler.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Call, Reply } from "../endpoint.ts"
import { bookingModel, bookingSchema } from "../models/booking-warning-model.ts"
import { knownUser } from "./known-user.ts"
import { callerName, logName, slowMs } from "./server-words.ts"

/** JupyterHub gives names that begin so a meaning of their own when it reads the row. */
export const userOptions = (otherwise: string) =>
  z
    .record(z.string(), z.unknown(), { error: otherwise })
    .refine(value => !JSON.stringify(value).includes('"__jupyterhub_'), {
      error: "user_options: names that begin with __jupyterhub_ are reserved",
    })

const options = userOptions("user_options must be an object or null")

/** The fields of a start; a body with neither of the two is the options themselves, as before JupyterHub 6. */
export const startBody = z
  .looseObject(
    {
      display_name: z.string({ error: "display_name must be a string" }).max(255).optional(),
      user_options: options.nullish(),
    },
    { error: "Body must be a JSON object" },
  )
  .nullish()
  .transform(body => {
    const known = body ? "display_name" in body || "user_options" in body : true
    return {
      displayName: body?.display_name ?? "",
      options: known ? (body?.user_options ?? null) : options.parse(body),
    }
  })

const plainText = { "Content-Type": "text/plain" }

export async function startOne(call: Call<unknown, z.output<typeof startBody>>): Promise<Reply> {
  const { core, identity, params, body, signal } = call
  const user = await knownUser(core, params.name)
  const serverName = params.server ?? ""
  const spawner = await findSpawner(core.db, user.id, serverName)
  const live = spawner ? (await liveRuns(core, [spawner.id])).get(spawner.id) : undefined
  if (live) return answerLive(core, user, live)
  const run = await startServer(core, {
    user,
    serverName,
    displayName: body.displayName,
    options: body.options as JsonObject | null,
    by: callerName(identity),
    canLogIn: identity.token === null && identity.user?.id === user.id,
  })
  return answerStart(core, user, await awaitRun(core, run.id, isSettled, slowMs(core, "slow_spawn_timeout"), signal))
}

/** A server that is starting already is as good as started by this call. */
async function answerLive(core: Core, user: UserRow, run: RunRow): Promise<Reply> {
  const { ready, pending } = apiView(visibleState(run))
  const name = logName(user.name, run.server_name)
  if (ready) throw new Refusal(400, `${name} is already running`)
  if (pending !== "spawn") throw new Refusal(400, `${name} is pending ${pending}`)
  return stillStarting(core, run)
}

async function answerStart(core: Core, user: UserRow, run: RunRow): Promise<Reply> {
  if (run.state === "ready") return { status: 201, headers: plainText }
  if (!isSettled(run)) return stillStarting(core, run)
  const name = logName(user.name, run.server_name)
  const html = run.message_html === null ? {} : { messageHtml: run.message_html }
  if (run.outcome === "refused") {
    throw new Refusal(run.status ?? 400, run.message ?? `${name} was refused`, { code: "spawn-refused", ...html })
  }
  if (run.outcome === "failed") {
    throw new Fault(run.status ?? 500, run.message ?? `${name} failed to start`, { code: "spawn-failed", ...html })
  }
  throw new Refusal(400, `${name} was stopped before it was ready`, { code: "spawn-stopped" })
}

/** Empty, as JupyterHub's is; but who waits because of somebody's booking is told. */
export const startingSchema = z.strictObject({ booking: bookingSchema }).optional()

/** What has a place on a node runs into nobody's booking: Slurm has seen to that. */
async function stillStarting(core: Core, run: RunRow): Promise<Reply> {
  const waits = run.state === "queued" && run.demand.queue !== null
  const start: StartEstimate =
    run.estimate === null ? { outcome: "unknown", cause: "" } : { outcome: "start", at: run.estimate, nodes: [] }
  const met = waits ? await bookingWarning(core, run.user_name, run.demand, start) : null
  return met === null
    ? { status: 202, headers: plainText }
    : { status: 202, body: { booking: bookingModel(met) } satisfies z.infer<typeof startingSchema> }
}
