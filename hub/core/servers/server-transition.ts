/** The one writer of a run's state: a compare-and-set and everything that must change with it, in one transaction. */
import { beginAllocation, releaseAllocation } from "../../db/allocations.ts"
import type { Queryable } from "../../db/db.ts"
import { deleteOAuthClients } from "../../db/oauth.ts"
import type { Outcome, RunRow } from "../../db/rows.ts"
import { appendRunEvent } from "../../db/run-events.ts"
import { changedCode, findRun, transition, updateRun } from "../../db/runs.ts"
import { deleteServers, insertServer } from "../../db/servers.ts"
import { findSpawnersByIds, touchSpawners, updateSpawner } from "../../db/spawners.ts"
import { deleteTokens, deleteTokensByNote } from "../../db/tokens.ts"
import { touchUsers } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { serverPath } from "../urls.ts"
import { recordAction } from "./event-log.ts"
import { countFailure } from "./failure-limit.ts"
import { jobIdOf } from "./job-id.ts"
import { next, type RunEvent, sources } from "./lifecycle.ts"
import { observeStep } from "./run-metrics.ts"
import { serverProtocol } from "./server-address.ts"
import { serverTokenNote } from "./server-token.ts"
import { conductorKey } from "./wake.ts"

export interface Step {
  /** A sentence for the progress page and the history. */
  readonly message: string
  readonly messageHtml?: string | null
  /** 0 to 100. */
  readonly progress: number
  readonly patch?: Partial<Omit<RunRow, "id" | "state">>
}

/** The run after the event, or null when its state had no such arrow any more: then nothing was changed. */
export async function apply(core: Core, runId: string, event: RunEvent, step: Step): Promise<RunRow | null> {
  const done = await core.db.tx(t => write(core, t, runId, event, step))
  if (done !== null) announce(core, event, done)
  return done
}

/** The same for whoever has more to write in the transaction; `announce` has to follow when that is done. */
export async function write(
  core: Core,
  t: Queryable,
  runId: string,
  event: RunEvent,
  step: Step,
  from: readonly RunRow["state"][] = sources(event),
): Promise<RunRow | null> {
  const now = core.clock.now()
  const patch = { ...stamps[event](now), ...step.patch }
  if (!(await transition(t, runId, from, target(event), patch))) return null
  const run = await concluded(t, runId)
  if (run === null) return null
  await appendRunEvent(t, {
    run_id: runId,
    at: now,
    state: run.state,
    event,
    progress: step.progress,
    message: step.message,
    message_html: step.messageHtml ?? null,
  })
  await keepJupyterHubRows(core, t, event, run)
  return run
}

/** After the transaction: what others learn of the event. */
export function announce(core: Core, event: RunEvent, run: RunRow): void {
  observeStep(core, event, run)
  countFailure(core, run)
  recordAction(core, event, run)
  core.bus.wake(run.id)
  core.bus.wake(conductorKey)
}

/** All arrows of an event lead to one state. */
function target(event: RunEvent): RunRow["state"] {
  const state = sources(event).map(from => next(from, event))[0]
  if (!state) throw new Error(`the life-cycle has no arrow for ${event}`)
  return state
}

const stamps: Readonly<Record<RunEvent, (now: Date) => Partial<RunRow>>> = {
  submitted: now => ({ submitted_at: now }),
  refused: now => ({ ended_at: now, outcome: "refused" }),
  allocated: now => ({ allocated_at: now, reason: null, estimate: null }),
  answered: now => ({ ready_at: now }),
  stop: now => ({ stopping_at: now }),
  gone: now => ({ ended_at: now }),
}

/** How a run ended follows from how far it had come, unless a failure was put down already. */
async function concluded(t: Queryable, runId: string): Promise<RunRow | null> {
  const run = await findRun(t, runId)
  if (run === null || run.state !== "stopped" || run.outcome !== null) return run
  const outcome = outcomeOf(run)
  await updateRun(t, runId, ["stopped"], { outcome })
  return { ...run, outcome }
}

function outcomeOf(run: RunRow): Outcome {
  if (run.stopping_at !== null) return "stopped"
  return run.ready_at === null ? "failed" : "ended"
}

/** What JupyterHub would have written at this point, so that either hub can go on from here. */
async function keepJupyterHubRows(core: Core, t: Queryable, event: RunEvent, run: RunRow): Promise<void> {
  if (event === "allocated") await beginAllocation(t, run.id, core.clock.now())
  if (run.state === "stopped") await releaseAllocation(t, run.id, core.clock.now(), isAccounted(core, run))
  if (run.spawner_id === null) return
  if (event === "submitted") await updateSpawner(t, run.spawner_id, { state: run.job })
  if (event === "answered") await putAddress(core, t, run, run.spawner_id)
  if (run.state === "stopped") await forget(core, t, run, run.spawner_id)
}

/** What a job used is the scheduler's to say; what never was a job used nothing. */
function isAccounted(core: Core, run: RunRow): boolean {
  return core.spawner.scheduler !== undefined && run.submitted_at !== null && jobIdOf(run.job) !== null
}

async function putAddress(core: Core, t: Queryable, run: RunRow, spawnerId: number): Promise<void> {
  const server = await insertServer(t, {
    proto: serverProtocol(core.config),
    ip: run.host ?? "",
    port: run.port ?? 0,
    base_url: serverPath(core.config, run.user_name, run.server_name),
    cookie_name: "cookie",
  })
  await updateSpawner(t, spawnerId, { server_id: server.id, state: run.job })
}

/** The row of the server stays; its address, its token and its OAuth client (with its visitors' tokens) go. */
async function forget(core: Core, t: Queryable, run: RunRow, spawnerId: number): Promise<void> {
  const [spawner] = await findSpawnersByIds(t, [spawnerId])
  // One that made way for another: that one has begun to be started.
  const started = run.code === changedCode ? {} : { started: null }
  await updateSpawner(t, spawnerId, { server_id: null, state: {}, ...started })
  if (spawner && spawner.server_id !== null) await deleteServers(t, [spawner.server_id])
  if (spawner && spawner.oauth_client_id !== null) await deleteOAuthClients(t, [spawner.oauth_client_id])
  if (run.token_id !== null) await deleteTokens(t, [run.token_id])
  // Those of JupyterHub's runs, which forgets to delete a server's token when it was restarted meanwhile.
  if (run.user_id !== null) await deleteTokensByNote(t, run.user_id, serverTokenNote(core, run))
  if (run.ready_at === null) return
  const now = core.clock.now()
  await touchSpawners(t, new Map([[spawnerId, now]]), now)
  if (run.user_id !== null) await touchUsers(t, new Map([[run.user_id, now]]), now)
}
