/** /hub/spawn-pending: where a server stands while it starts or stops, and why a start failed. It never starts anything. */
import { randomBytes } from "node:crypto"
import type { Core } from "../../core/core.ts"
import { serverUrl } from "../../core/public-urls.ts"
import { placeOf } from "../../core/queues/queue-state.ts"
import { jobIdOf } from "../../core/servers/job-id.ts"
import { runView } from "../../core/servers/run-view.ts"
import { hubPrefix } from "../../core/urls.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import { listRunEvents } from "../../db/run-events.ts"
import { findLatestRun } from "../../db/runs.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Call, Reply } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { userView } from "../render/variables.ts"
import { xsrfToken } from "../xsrf.ts"
import { argument } from "./arguments.ts"
import { failedRun } from "./failed-run.ts"
import { go, withQuery } from "./go.ts"
import { nextUrl } from "./next-url.ts"
import { page } from "./page-row.ts"
import { quickView } from "./quick-view.ts"
import { serverApiPath, spawnUrl } from "./server-urls.ts"
import { runDetails } from "./server-view.ts"
import { serversOf } from "./servers-of.ts"
import { targetUser } from "./target-user.ts"

export const spawnPendingPages = ["/spawn-pending/:user", "/spawn-pending/:user/:server"].map(path =>
  page({
    path,
    summary: "The progress of a start or a stop",
    handler: "jupyterhub.handlers.pages.SpawnPendingHandler",
    scopes: "identified",
    statuses: [302, 400, 404, 500],
    handle,
  }),
)

async function handle(call: Call): Promise<Reply | null> {
  const { core, identity, params } = call
  const server = params.server ?? ""
  const user = await targetUser(call, "servers", params.user ?? "", server)
  const { rows, runs } = await serversOf(core, user)
  const row = rows.get(server) ?? null
  if (server !== "" && row === null) throw new Refusal(404, `${user.name} has no such server ${server.slice(0, 255)}`)
  const run = runs.get(server) ?? null
  if (run?.state === "ready") return go(await nextUrl(call, user, serverUrl(core.config, user.name, server)))
  const common = { for_user: userView(core, user), for_other: user.id !== identity.user?.id, server_name: server }
  const spawn = { spawn_url: spawnAgain(call, user, server) }
  if (run?.state === "stopping") return await renderPage(call, "stop_pending", common)
  if (run !== null)
    return await renderPage(call, "spawn_pending", { ...common, ...spawn, ...(await progressVariables(call, run)) })
  const failed = failedRun(row === null ? null : await findLatestRun(core.db, row.id))
  if (failed === null) return await renderPage(call, "not_running", { ...common, ...spawn })
  return await renderPage(
    call,
    "not_running",
    { ...common, ...spawn, ...(await failure(core, failed)) },
    failed.status ?? (failed.outcome === "refused" ? 400 : 500),
  )
}

async function progressVariables(call: Call, run: RunRow) {
  const { core, identity, request, response } = call
  const api = serverApiPath(run.user_name, run.server_name)
  const events = await listRunEvents(core.db, run.id)
  const last = events.at(-1)
  /** It may be hours: the person need not stay. */
  const inQueue = run.demand.queue !== null
  const waits = run.state === "queued" && inQueue
  const jobId = jobIdOf(run.job) ?? ""
  const { waiting } = waits && core.spawner.scheduler ? await quickView(core) : { waiting: null }
  return {
    progress_url: withQuery(`${hubPrefix(core.config)}api/${api}/progress`, [
      ["_xsrf", xsrfToken(core, identity, request, response)],
    ]),
    script_nonce: randomBytes(16).toString("base64url"),
    stop_url: api,
    requested_at: run.requested_at,
    started: run.requested_at,
    estimate: run.estimate,
    run_id: run.id,
    place: waiting === null ? null : placeOf(jobId, waiting),
    in_queue: inQueue,
    waits,
    progress: last?.progress ?? 0,
    message: last?.message ?? "",
    events,
    details: runDetails(core, run),
  }
}

async function failure(core: Core, run: RunRow) {
  return {
    failed: true,
    failed_message: run.message,
    failed_html_message: run.message_html,
    events: await listRunEvents(core.db, run.id),
    job_log: await jobLog(core, run),
  }
}

/** The log lies on a file system of the cluster: that it cannot be read must not hide why the start failed. */
async function jobLog(core: Core, run: RunRow): Promise<string | null> {
  try {
    return (await core.spawner.log?.(runView(core, run), core.spawnerContext)) ?? null
  } catch (error) {
    core.log.warn("The log of a failed run could not be read", { run: run.id, err: error })
    return null
  }
}

function spawnAgain({ core, request }: Call, user: UserRow, server: string): string {
  const next = argument(request, "next")
  return withQuery(spawnUrl(core.config, user.name, server), next === "" ? [] : [["next", next]])
}
