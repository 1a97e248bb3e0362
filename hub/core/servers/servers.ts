/** A user's servers: made, started, stopped, changed, removed. */
import type { Queryable } from "../../db/db.ts"
import { lockSubjects } from "../../db/ledger.ts"
import type { RunRow, SpawnerRow, UserRow } from "../../db/rows.ts"
import { findLatestRuns, findLiveRunsOfSpawners, findRun } from "../../db/runs.ts"
import { deleteSpawner, findSpawner, insertSpawner, updateSpawner } from "../../db/spawners.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { learnSubdomains } from "../site-subdomains.ts"
import { refreshAuth } from "../users/auth-refresh.ts"
import { admit } from "./admission.ts"
import { checkedStart } from "./checked-start.ts"
import { apiView } from "./lifecycle.ts"
import { observeRefusal } from "./run-metrics.ts"
import { checkNamedServer, isDisplayName, refuseTooMany, serverLimit } from "./server-names.ts"
import { apply } from "./server-transition.ts"
import { refuseOverload } from "./spawn-limits.ts"

interface StartServer {
  readonly user: UserRow
  /** The empty string is the default server. */
  readonly serverName: string
  readonly displayName?: string | undefined
  /** null: as at the server's last start. */
  readonly options: JsonObject | null
  /** Name of the user or service that asks. */
  readonly by: string
  /** The user's own browser asks, which can log in again. */
  readonly canLogIn?: boolean
}

/**
 * Returns when the run is admitted; the conductor does the rest. A server that is being started already gives the run
 * that does it. Throws Refusal 400 (bad options, running), 403 (quota), 429 (busy).
 */
export async function startServer(core: Core, request: StartServer): Promise<RunRow> {
  try {
    const run = await admitted(core, request)
    core.metrics.admissions.inc({ result: "admitted" })
    return run
  } catch (error) {
    if (error instanceof Refusal) observeRefusal(core, error)
    throw error
  }
}

async function admitted(core: Core, request: StartServer): Promise<RunRow> {
  const { serverName, displayName, by } = request
  await refuseOverload(core, core.db)
  await learnSubdomains(core, "user", [request.user.name])
  const user = await refreshed(core, request)
  const known = await findSpawner(core.db, user.id, serverName)
  if (serverName !== "") await checkNamedServer(core, user, serverName, displayName || serverName, known)
  const options = request.options ?? known?.user_options ?? {}
  const { parsed, offer } = await checkedStart(core, { user, serverName, options })
  const server = known ?? (await ensureServer(core, user, serverName, displayName || serverName))
  if (displayName && server.display_name !== displayName) {
    await updateSpawner(core.db, server.id, { display_name: displayName.normalize("NFC") })
  }
  return admit(core, { user, server, parsed, offer, by })
}

/** The user as the authenticator says now, where the site wants it asked before each start. */
async function refreshed(core: Core, { user, canLogIn = false }: StartServer): Promise<UserRow> {
  if (!core.config.get("Authenticator.refresh_pre_spawn")) return user
  const now = await refreshAuth(core, user, { canLogIn, force: true })
  if (now === null) throw new Refusal(403, `auth has expired for ${user.name}, login again`)
  return now
}

/** The run that is ending, or null when nothing runs. The conductor asks the backend, for as long as it takes. */
export async function stopServer(
  core: Core,
  { user, serverName, by }: { readonly user: UserRow; readonly serverName: string; readonly by: string },
): Promise<RunRow | null> {
  const server = await findSpawner(core.db, user.id, serverName)
  const [run] = server ? await findLiveRunsOfSpawners(core.db, [server.id]) : []
  if (!run || run.state === "stopping") return run ?? null
  const stopping = await apply(core, run.id, "stop", { message: `Stop requested by ${by}`, progress: 100 })
  return stopping ?? findRun(core.db, run.id)
}

interface ServerChange {
  readonly name?: string
  readonly displayName?: string
  readonly userOptions?: JsonObject
}

/** Makes a named server without starting it. Throws Refusal 400 for a bad name or too many, 409 when it is there. */
export async function createServer(
  core: Core,
  user: UserRow,
  serverName: string,
  { displayName, userOptions }: Omit<ServerChange, "name"> = {},
): Promise<SpawnerRow> {
  const known = serverName === "" ? null : await findSpawner(core.db, user.id, serverName)
  if (serverName === "") throw new Refusal(409, `User ${user.name} already has a default server`)
  if (known) throw new Refusal(409, `User ${user.name} already has server ${serverName}`)
  await checkNamedServer(core, user, serverName, displayName || serverName, null)
  return ensureServer(core, user, serverName, displayName || serverName, userOptions)
}

/** Changes a server that does not run. Throws Refusal 400, 404 or 409. */
export async function updateServer(
  core: Core,
  user: UserRow,
  serverName: string,
  change: ServerChange,
): Promise<SpawnerRow> {
  const server = await findSpawner(core.db, user.id, serverName)
  if (!server) throw new Refusal(404, `User ${user.name} has no such server '${serverName.slice(0, 255)}'`)
  const label = serverName === "" ? user.name : `${user.name}:${serverName}`
  const refusal = () => new Refusal(400, `${label} is active. Please stop it before modifying it.`)
  const [live] = await findLiveRunsOfSpawners(core.db, [server.id])
  if (live) throw refusal()
  if (change.name !== undefined) {
    await checkNewName(core, user, serverName, change.name, change.displayName ?? change.name)
  } else if (change.displayName) {
    await checkNamedServer(core, user, serverName, change.displayName, server)
  }
  if (change.displayName && !isDisplayName(change.displayName.normalize("NFC"))) {
    throw new Refusal(400, `Invalid display_name: ${JSON.stringify(change.displayName.slice(0, 100))}`)
  }
  const patch = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.displayName ? { display_name: change.displayName.normalize("NFC") } : {}),
    ...(change.userOptions === undefined ? {} : { user_options: change.userOptions }),
  }
  return whileStopped(core, user, server.id, refusal, async t => {
    const taken = change.name === undefined ? null : await findSpawner(t, user.id, change.name)
    if (taken && taken.id !== server.id) throw isThere(user, taken.name)
    await updateSpawner(t, server.id, patch)
    return { ...server, ...patch }
  })
}

/** Removes a named server that does not run. */
export async function removeServer(core: Core, user: UserRow, serverName: string): Promise<void> {
  if (serverName === "") throw new Refusal(400, "Cannot delete the default server")
  const server = await findSpawner(core.db, user.id, serverName)
  if (!server) throw new Refusal(404, `${user.name} has no server named '${serverName}'`)
  const refusal = () => new Refusal(400, `${user.name}:${serverName} is active and cannot be deleted.`)
  await whileStopped(core, user, server.id, refusal, t => deleteSpawner(t, server.id))
}

/** Under the lock that admission takes: a start that comes at the same time finds it changed, or keeps it from that. */
async function whileStopped<T>(
  core: Core,
  user: UserRow,
  serverId: number,
  refusal: () => Refusal,
  change: (t: Queryable) => Promise<T>,
): Promise<T> {
  return core.db.tx(async t => {
    await lockSubjects(t, [`user:${user.id}`])
    const [live] = await findLiveRunsOfSpawners(t, [serverId])
    if (live) throw refusal()
    return change(t)
  })
}

/** Spawner id -> its live run. */
export async function liveRuns(core: Core, spawnerIds: readonly number[]): Promise<Map<number, RunRow>> {
  const runs = await findLiveRunsOfSpawners(core.db, spawnerIds)
  return new Map(runs.flatMap(run => (run.live_key === null ? [] : [[run.live_key, run] as const])))
}

/** Spawner id -> its newest run, live or ended: what the pages tell of a failed start. */
export async function latestRuns(core: Core, spawnerIds: readonly number[]): Promise<Map<number, RunRow>> {
  const runs = await findLatestRuns(core.db, spawnerIds)
  return new Map(runs.flatMap(run => (run.spawner_id === null ? [] : [[run.spawner_id, run] as const])))
}

/** The run as soon as `until` holds of it, or as it is after `ms` milliseconds or an abort. */
export async function awaitRun(
  core: Core,
  runId: string,
  until: (run: RunRow) => boolean,
  ms: number,
  signal?: AbortSignal,
): Promise<RunRow> {
  const deadline = core.clock.monotonic() + ms
  let waited = 0
  for (;;) {
    const gone = new AbortController()
    const both = signal ? AbortSignal.any([signal, gone.signal]) : gone.signal
    const left = Math.min(deadline - core.clock.monotonic(), ms - waited)
    // Listening before looking: a change between the two is not missed.
    const woken = core.bus.wait(runId, Math.min(1000, Math.max(0, left)), both)
    const run = await findRun(core.db, runId)
    if (run === null) throw new Fault(500, `The run ${runId} has vanished from the database`)
    if (until(run) || left <= 0 || signal?.aborted) {
      gone.abort()
      return run
    }
    if (!(await woken)) waited += 1000
  }
}

/** For `awaitRun`: the start has come to its end, one way or the other. */
export function isSettled(run: RunRow): boolean {
  return apiView(run.state).pending !== "spawn"
}

/** Renaming the default server makes room for a new one, so that it counts as one more named server. */
async function checkNewName(
  core: Core,
  user: UserRow,
  serverName: string,
  name: string,
  displayName: string,
): Promise<void> {
  const taken = await findSpawner(core.db, user.id, name)
  if (taken) throw isThere(user, name)
  await checkNamedServer(core, user, name, displayName, null, serverName === "")
}

function isThere(user: UserRow, name: string): Refusal {
  return new Refusal(409, `User ${user.name} already has server '${name}'`)
}

/** The server's row, made where there is none. Nothing in JupyterHub's schema keeps two of one name apart: the user's lock does. */
export async function ensureServer(
  core: Core,
  user: UserRow,
  name: string,
  displayName: string,
  userOptions?: JsonObject,
): Promise<SpawnerRow> {
  const limit = name === "" ? 0 : await serverLimit(core, user)
  return core.db.tx(async t => {
    await lockSubjects(t, [`user:${user.id}`])
    const known = await findSpawner(t, user.id, name)
    if (known) return known
    await refuseTooMany(t, user, limit)
    const row = { ...blankServer, user_id: user.id, name, display_name: displayName.normalize("NFC") }
    return insertSpawner(t, { ...row, user_options: userOptions ?? null })
  })
}

const blankServer = { server_id: null, state: null, started: null, last_activity: null, oauth_client_id: null } as const
