/** Admission: the one transaction that decides whether a run may be, and charges for it. Nothing is submitted before. */
import { insertAllocation } from "../../db/allocations.ts"
import type { Queryable } from "../../db/db.ts"
import { lockSubjects } from "../../db/ledger.ts"
import { findProject, type ProjectRow } from "../../db/projects.ts"
import type { RunRow, SpawnerRow, UserRow } from "../../db/rows.ts"
import { appendRunEvent } from "../../db/run-events.ts"
import { findLiveRunsOfSpawners, insertRun } from "../../db/runs.ts"
import { findSpawnersByIds, touchSpawners, updateSpawner } from "../../db/spawners.ts"
import { findUserById, touchUsers } from "../../db/users.ts"
import type { Demand } from "../../plugin/demand.ts"
import { Refusal } from "../../plugin/errors.ts"
import type { Limits, Offer } from "../../plugin/offer.ts"
import type { ParsedOptions } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { wantNotices } from "../notices/notices.ts"
import { payers } from "../projects/payers.ts"
import { blankRun } from "./blank-run.ts"
import { apiView } from "./lifecycle.ts"
import { visibleState } from "./lost-server.ts"
import { fillWalltime } from "./quota.ts"
import { queueOf, quotaRefusal, weighted } from "./quota-refusal.ts"
import { newRunId } from "./run-id.ts"
import { refuseOverload } from "./spawn-limits.ts"
import { conductorKey } from "./wake.ts"

export interface AdmissionRequest {
  readonly user: UserRow
  readonly server: SpawnerRow
  readonly parsed: ParsedOptions
  readonly offer: Offer
  readonly by: string
}

/** The new run; or, when this server is being started already, the run that does it. Throws Refusal 400, 403 or 429. */
export async function admit(core: Core, request: AdmissionRequest): Promise<RunRow> {
  const { server } = request
  const run = await core.db.tx(async t => {
    // Before anything is read: whoever comes second waits here, and then sees what the first was given.
    await lockSubjects(t, subjects(core, request))
    const [live] = await findLiveRunsOfSpawners(t, [server.id])
    if (live) return pendingOrRefused(live)
    await refuseChanged(t, server)
    await refuseOverload(core, t)
    return charge(core, t, request)
  })
  core.bus.wake(run.id)
  core.bus.wake(conductorKey)
  return run
}

/** It was read before the lock was there: the run would have a name that the server has no more. */
async function refuseChanged(t: Queryable, { id, name }: SpawnerRow): Promise<void> {
  const [now] = await findSpawnersByIds(t, [id])
  if (now?.name === name) return
  throw new Refusal(409, `The server ${JSON.stringify(name)} has just been ${now ? "renamed" : "deleted"}.`, {
    code: "server-changed",
  })
}

/** Limits of the whole hub need a lock that everybody takes. */
function subjects(core: Core, { user, parsed }: AdmissionRequest): readonly string[] {
  const limited =
    core.config.get("JupyterHub.concurrent_spawn_limit") || core.config.get("JupyterHub.active_server_limit")
  return [...payers(user.id, parsed.demand), ...(limited ? ["hub"] : [])]
}

function pendingOrRefused(live: RunRow): RunRow {
  const { pending, ready } = apiView(visibleState(live))
  if (pending === "spawn") return live
  const server = `${live.user_name}:${live.server_name}`
  throw new Refusal(400, ready ? `${server} is already running` : `${server} is pending ${pending}`, {
    code: ready ? "running" : "pending",
  })
}

/** The run that takes its place and charge, in a transaction that has locked its payers. Throws the Refusal of the first limit that it does not fit. */
export async function charge(
  core: Core,
  t: Queryable,
  request: AdmissionRequest,
  /** A run that makes way for it: what that one holds does not count. */
  instead: RunRow | null = null,
): Promise<RunRow> {
  const { user, parsed, offer } = request
  const filled = fillWalltime(parsed.demand, offer.limits, queueOf(core, parsed.demand))
  const demand = withPriority(filled, offer.limits)
  const no = await quotaRefusal(core, t, { userId: user.id, demand, offer, instead })
  if (no) throw no
  const project = demand.project === undefined ? null : await findProject(t, demand.project)
  return write(core, t, request, project?.account ? { ...demand, account: project.account } : demand, project)
}

/** What the scheduler is told of whose turn it is goes by the limits, too. */
function withPriority(demand: Demand, { qos, nice }: Limits): Demand {
  return { ...demand, ...(qos === null ? {} : { qos }), ...(nice === null ? {} : { nice }) }
}

async function write(
  core: Core,
  t: Queryable,
  request: AdmissionRequest,
  demand: Demand,
  project: ProjectRow | null,
): Promise<RunRow> {
  const { user, server, parsed, by } = request
  // Renamed or deleted since it was read: renameUser and deleteUserRows take the same lock.
  if ((await findUserById(t, user.id))?.name !== user.name)
    throw new Refusal(409, `The user ${user.name} has just been renamed or deleted: try again.`)
  const now = core.clock.now()
  const run: RunRow = {
    ...blankRun,
    id: newRunId(core.hubId),
    live_key: server.id,
    spawner_id: server.id,
    user_id: user.id,
    user_name: user.name,
    server_name: server.name,
    spawner: core.spawner.name,
    state: "admitted",
    user_options: parsed.userOptions,
    demand,
    requested_by: by,
    requested_at: now,
  }
  await insertRun(t, run)
  await insertAllocation(t, {
    run_id: run.id,
    user_id: user.id,
    project_id: project?.id ?? null,
    gpus: demand.gpus,
    gpu_type: demand.gpuType,
    walltime_minutes: demand.walltimeMinutes,
    memory_mb: demand.memoryMb === null ? null : demand.memoryMb * (demand.nodes ?? 1),
    queue: demand.queue,
    admitted_at: now,
    released_at: null,
    weighted_gpus: weighted(core, demand),
    started_s: null,
    ended_s: null,
    settled_by: null,
    ask_at_s: null,
  })
  await wantNotices(core, t, run)
  const message = "Server requested"
  await appendRunEvent(t, {
    run_id: run.id,
    at: now,
    state: "admitted",
    event: "admitted",
    progress: 0,
    message,
    message_html: null,
  })
  await updateSpawner(t, server.id, { user_options: parsed.userOptions, started: now, state: {} })
  await touchSpawners(t, new Map([[server.id, now]]), now)
  await touchUsers(t, new Map([[user.id, now]]), now)
  return run
}
