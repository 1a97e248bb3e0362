/** Takes over the servers that another hub on this database had started: JupyterHub's rows become runs. Our own runs simply go on. */

import { insertAllocations, releaseAllocations } from "../../db/allocations.ts"
import type { RunRow, ServerRow, SpawnerRow, UserRow } from "../../db/rows.ts"
import { appendRunEvents } from "../../db/run-events.ts"
import { endRuns, insertRuns, listLiveRuns } from "../../db/runs.ts"
import { findServersByIds } from "../../db/servers.ts"
import { findForeignSpawners, findSpawnersByIds } from "../../db/spawners.ts"
import { deleteTokens } from "../../db/tokens.ts"
import { findUsersByIds } from "../../db/users.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { blankRun } from "../servers/blank-run.ts"
import { endRun } from "../servers/end-run.ts"
import { newRunId } from "../servers/run-id.ts"
import { apply } from "../servers/server-transition.ts"
import { watch } from "../servers/watch.ts"
import { dropLeftTokens } from "./left-tokens.ts"

/** Before routes are checked and runs are driven. However many there are, it takes a handful of statements and one query of the backend. */
export async function reconcile(core: Core): Promise<void> {
  const started = core.clock.monotonic()
  await letGo(core)
  const adopted = await adopt(core)
  if (adopted.length > 0) core.log.info(`Taking over ${adopted.length} servers that another hub had started`)
  // Our own, too: what ended while no hub was there must get no route, since its port may be somebody else's by now.
  await within(core, look(core, await listLiveRuns(core.db, ["ready"])))
  await dropLeftTokens(core)
  const ready = await listLiveRuns(core.db, ["ready"])
  core.metrics.runningServers.set(ready.length)
  core.metrics.initSpawnersDuration.observe((core.clock.monotonic() - started) / 1000)
}

/** A ready run always has its address in JupyterHub's rows: where that is gone, another hub has stopped the server, and we finish it. */
async function look(core: Core, runs: readonly RunRow[]): Promise<void> {
  await watch(core, runs)
  const servers = await findSpawnersByIds(
    core.db,
    runs.flatMap(run => run.spawner_id ?? []),
  )
  const inPlace = new Set(servers.flatMap(server => (server.server_id === null ? [] : [server.id])))
  const stopped = runs.filter(run => run.spawner_id === null || !inPlace.has(run.spawner_id))
  const step = { message: "Another hub stopped this server", progress: 100 }
  await Promise.all(stopped.map(run => apply(core, run.id, "stop", step)))
}

/** Runs of ours whose server another hub started anew meanwhile: that one is somebody else's, and so are its rows. */
async function letGo(core: Core): Promise<void> {
  const runs = await listLiveRuns(core.db)
  const servers = await findSpawnersByIds(
    core.db,
    runs.flatMap(run => run.spawner_id ?? []),
  )
  const serverOf = new Map(servers.map(server => [server.id, server]))
  const lost = runs.filter(run => {
    const server = run.spawner_id === null ? undefined : serverOf.get(run.spawner_id)
    return server !== undefined && server.server_id !== null && !isSameJob(run.job, server.state ?? {})
  })
  if (lost.length === 0) return
  const at = core.clock.now()
  await core.db.tx(async t => {
    await endRuns(
      t,
      lost.map(run => run.id),
      at,
      "Another hub started this server anew",
    )
    await releaseAllocations(
      t,
      lost.map(run => run.id),
      at,
    )
    await deleteTokens(
      t,
      lost.flatMap(run => run.token_id ?? []),
    )
  })
  // A job that was still waiting in a queue is known to nobody else.
  await Promise.all(lost.map(run => run.submitted_at && endRun(core, run)))
}

/** Each hub keeps more or less beside the pid or the job's id; what both keep tells jobs apart. */
function isSameJob(ours: JsonObject, theirs: JsonObject): boolean {
  const common = Object.keys(ours).filter(key => key in theirs)
  return common.length > 0 && common.every(key => JSON.stringify(ours[key]) === JSON.stringify(theirs[key]))
}

/** Rows that name an address, but no run of ours: what the backend still has of them is found out by the first look. */
async function adopt(core: Core): Promise<readonly RunRow[]> {
  const foreign = await findForeignSpawners(core.db)
  if (foreign.length === 0) return []
  const [users, servers] = await Promise.all([
    findUsersByIds(
      core.db,
      foreign.map(row => row.user_id),
    ),
    findServersByIds(
      core.db,
      foreign.flatMap(row => row.server_id ?? []),
    ),
  ])
  const userOf = new Map(users.map(user => [user.id, user]))
  const serverOf = new Map(servers.map(server => [server.id, server]))
  const runs = foreign.flatMap(row => {
    const user = userOf.get(row.user_id)
    const server = row.server_id === null ? undefined : serverOf.get(row.server_id)
    return user && server ? [adoptedRun(core, row, user, server)] : []
  })
  const at = core.clock.now()
  await core.db.tx(async t => {
    await insertRuns(t, runs)
    await insertAllocations(
      t,
      runs.map(run => ({ ...noCharge, run_id: run.id, user_id: run.user_id, admitted_at: at })),
    )
    await appendRunEvents(
      t,
      runs.map(run => ({
        run_id: run.id,
        at,
        state: run.state,
        event: "adopted",
        progress: 100,
        message: "Taken over from another hub",
        message_html: null,
      })),
    )
  })
  return runs
}

/** A port of 0 is a start that JupyterHub had not finished: what it left of it is ended. */
function adoptedRun(core: Core, row: SpawnerRow, user: UserRow, server: ServerRow): RunRow {
  const now = core.clock.now()
  const started = row.started ?? now
  const finished = (server.port ?? 0) > 0
  return {
    ...blankRun,
    id: newRunId(core.hubId),
    live_key: row.id,
    spawner_id: row.id,
    user_id: user.id,
    user_name: user.name,
    server_name: row.name,
    spawner: core.spawner.name,
    state: finished ? "ready" : "stopping",
    user_options: row.user_options ?? {},
    job: row.state ?? {},
    host: connectHost(server.ip),
    port: server.port,
    requested_by: user.name,
    requested_at: started,
    submitting_at: started,
    submitted_at: started,
    allocated_at: started,
    ...(finished ? { ready_at: now } : { stopping_at: now, message: "Another hub had not finished this start" }),
  }
}

const noCharge = {
  ...{
    project_id: null,
    gpus: 0,
    gpu_type: null,
    walltime_minutes: null,
    memory_mb: null,
    queue: null,
    released_at: null,
  },
  ...{ weighted_gpus: 0, started_s: null, ended_s: null, settled_by: null, ask_at_s: null },
}

function connectHost(ip: string): string {
  return ["", "0.0.0.0", "::", "*"].includes(ip) ? "127.0.0.1" : ip
}

/** JupyterHub's init_spawners_timeout: the start goes on after that; what is not known yet, the conductor finds out. */
async function within(core: Core, work: Promise<void>): Promise<void> {
  const seconds = core.config.get("JupyterHub.init_spawners_timeout")
  if (seconds < 0) return work
  work.catch(cause => core.log.error("The servers of another hub could not be looked at", { cause }))
  const enough = new AbortController()
  await Promise.race([work, core.clock.sleep(Math.max(seconds, 1) * 1000, enough.signal).catch(() => {})])
  enough.abort()
}
