/** The composition root: the one file that names concrete classes. Starts the hub in order and stops it in reverse. */
import { createHmac } from "node:crypto"
import { authenticators } from "../authenticators/index.ts"
import { spawners } from "../spawners/index.ts"
import { pythonClass } from "./config/classes.ts"
import type { Config } from "./config/config.ts"
import { createBus } from "./core/bus.ts"
import { openTls, refuseSpawnerWithoutTls } from "./core/certificates/open-tls.ts"
import { checkRoutes } from "./core/check-routes.ts"
import { systemClock } from "./core/clock.ts"
import { startContainerKeeper } from "./core/containers/keeper.ts"
import type { Core, Shutdown } from "./core/core.ts"
import { diagnose } from "./core/doctor/doctor.ts"
import { doctorReport } from "./core/doctor/report.ts"
import { exec, startDaemon } from "./core/exec.ts"
import { hubUrl } from "./core/hub-url.ts"
import { announceHub } from "./core/other-hubs.ts"
import { countPeople, startPeriodic } from "./core/periodic.ts"
import { createPluginContext } from "./core/plugin-context.ts"
import { processes } from "./core/processes.ts"
import { startSettling } from "./core/quotas/settle.ts"
import { syncLimits, warnOfBackstop } from "./core/quotas/sync-limits.ts"
import { startKeeper } from "./core/reservations/keeper.ts"
import { cleansUpServers } from "./core/servers/cleans-up-servers.ts"
import { startConductor } from "./core/servers/conductor.ts"
import { stopAllServers } from "./core/servers/stop-all.ts"
import { startServices } from "./core/services/services.ts"
import { loadHubId } from "./core/start/hub-id.ts"
import { meetUsers } from "./core/start/meet-users.ts"
import { reconcile } from "./core/start/reconcile.ts"
import { loadRoles } from "./core/start/roles.ts"
import { loadSecrets } from "./core/start/secrets.ts"
import { issueToken } from "./core/users/tokens.ts"
import { migrate } from "./db/migrate.ts"
import { openDatabase } from "./db/open.ts"
import { resetDatabase } from "./db/reset.ts"
import { upgradeSchema } from "./db/upgrade.ts"
import { findUserByName } from "./db/users.ts"
import { listen } from "./http/server.ts"
import { watchEventLoop } from "./observe/event-loop.ts"
import { createMetrics } from "./observe/metrics.ts"
import type { Authenticator } from "./plugin/authenticator.ts"
import type { Clock, Log } from "./plugin/context.ts"
import { Refusal } from "./plugin/errors.ts"
import { ownConnections } from "./plugin/own-connections.ts"
import type { Spawner } from "./plugin/spawner.ts"
import { configurableHttpProxy } from "./proxy/chp.ts"
import { extraHandlers } from "./python/extra-handlers.ts"
import { hubSettings } from "./python/hub-settings.ts"
import { pythonAuthenticator } from "./python/python-authenticator.ts"
import type { PythonHost } from "./python/python-host.ts"
import { pythonSpawner } from "./python/python-spawner.ts"

export interface HubParts {
  readonly config: Config
  /** Where the site's Python functions live; null when its configuration has none. */
  readonly python: PythonHost | null
  readonly log: Log
  readonly clock?: Clock
}

/** What a stop leaves running: each overrides the setting of its name. */
export interface Leave {
  readonly cleanupServers?: boolean
  readonly cleanupProxy?: boolean
}

export interface Hub {
  readonly core: Core
  /** Resolves when the end was asked for over the API, or by the hub itself. */
  readonly shutdown: Promise<Shutdown>
  stop(leave?: Leave): Promise<void>
}

/** How long a stopping hub waits for servers: the interrupt, terminate and kill timeouts of a local one together. */
const serversStopMs = 70_000

export async function startHub(parts: HubParts): Promise<Hub> {
  const { config, log } = parts
  const undo: (() => unknown)[] = []
  const unwind = async () => {
    for (const step of undo.splice(0).reverse())
      await Promise.resolve(step()).catch(error => log.error("A step of the stop failed", { cause: error }))
  }
  try {
    const started = (parts.clock ?? systemClock).monotonic()
    let asked: Leave = {}
    let askShutdown = (_how: Shutdown) => {}
    const shutdown = new Promise<Shutdown>(resolve => {
      askShutdown = resolve
    })
    await resetIfAsked(parts)
    const core = await createCore(parts, how => {
      asked = how
      askShutdown(how)
    })
    undo.push(() => core.db.close())
    await core.authenticator.validate?.(core.authenticatorContext)
    const announced = await announceHub(core)
    undo.push(() => announced.stop())
    await loadRoles(core)
    await meetUsers(core)
    const listening = await listen(core)
    undo.push(() => listening.close())
    await core.proxy.start()
    let leave: Leave = {}
    undo.push(async () => {
      if (leave.cleanupProxy ?? config.get("JupyterHub.cleanup_proxy")) await core.proxy.stop()
    })
    await reconcile(core)
    await checkRoutes(core)
    const services = await startServices(core)
    undo.push(() => services.stop())
    const keeper = await startKeeper(core)
    undo.push(() => keeper.stop())
    const conductor = startConductor(core)
    undo.push(() => conductor.stop())
    const containers = await startContainerKeeper(core)
    undo.push(() => containers.stop())
    undo.push(startPeriodic(core), watchLoop(core))
    const warned = warnOfBackstop(core)
    undo.push(() => warned)
    const settling = await startSettling(core)
    undo.push(() => settling.stop())
    undo.push(async () => {
      if (leave.cleanupServers ?? cleansUpServers(core)) await stopAllServers(core, serversStopMs)
    })
    await countPeople(core)
    core.metrics.hubStartupDuration.observe((core.clock.monotonic() - started) / 1000)
    log.info(runningLine(config))
    return {
      core,
      shutdown,
      stop: async how => {
        leave = { ...asked, ...how }
        await unwind()
      },
    }
  } catch (error) {
    await unwind()
    throw error
  }
}

/** In JupyterHub's words, which scripts wait for. */
function runningLine(config: Config): string {
  const own = config.get("Proxy.should_start")
  return `JupyterHub is now running${own ? ` at ${config.get("JupyterHub.bind_url")}` : `, internal Hub API at ${hubUrl(config)}`} (carme-hub)`
}

/** A new token of this user, for `carme-hub token NAME`. Throws a Refusal when there is no such user. */
export async function commandLineToken(parts: HubParts, name: string): Promise<string> {
  const core = await createCore(parts, () => {})
  try {
    await loadRoles(core)
    const user = await findUserByName(core.db, name)
    if (!user)
      throw new Refusal(
        404,
        `There is no user ${name} in the database. Log in once, or add the name to Authenticator.allowed_users.`,
      )
    return (await issueToken(core, { user, note: "command-line generated", scopes: ["inherit"] })).token
  } finally {
    await core.db.close()
  }
}

/** For `carme-hub quota sync`: what differs in the scheduler, and whether anything is left to do. */
export async function syncQuotas(parts: HubParts, dryRun: boolean): Promise<{ text: string; open: boolean }> {
  const core = await createCore(parts, () => {})
  try {
    await loadRoles(core)
    return await syncLimits(core, dryRun)
  } finally {
    await core.db.close()
  }
}

/** For `carme-hub doctor`: what is wrong with the site, as text or JSON. */
export async function examineSite(
  parts: HubParts,
  { user, json }: { readonly user: string | null; readonly json: boolean },
  self: string,
): Promise<{ text: string; failed: boolean }> {
  const core = await createCore(parts, () => {})
  try {
    return doctorReport(await diagnose(core, user, self), json)
  } finally {
    await core.db.close()
  }
}

/** Brings the database to the schema of this version; one of JupyterHub 5 too. */
export async function upgradeDatabase({ config, log }: Pick<HubParts, "config" | "log">): Promise<void> {
  const db = await openDatabase(config, log)
  try {
    const { applied, backup } = await upgradeSchema(db, systemClock.now())
    if (backup !== null) log.info(`The database as it was is in ${backup}`)
    log.info(applied.length === 0 ? "The database is up to date" : `The database went through ${applied.join(", ")}`)
  } finally {
    await db.close()
  }
}

/** Only a start of the hub does it: `token` and the like would take a running hub's database away. */
async function resetIfAsked({ config, log, clock = systemClock }: HubParts): Promise<void> {
  if (!config.get("JupyterHub.reset_db")) return
  const db = await openDatabase(config, log)
  try {
    await resetDatabase(db, clock.now(), log)
  } finally {
    await db.close()
  }
}

async function createCore(parts: HubParts, requestShutdown: NonNullable<Core["requestShutdown"]>): Promise<Core> {
  const { config, log, python } = parts
  const clock = parts.clock ?? systemClock
  const metrics = createMetrics(metricsOptions(config))
  const secrets = loadSecrets(config, config.env, log)
  const db = await openDatabase(config, log)
  try {
    if (config.get("JupyterHub.upgrade_db")) await upgradeSchema(db, clock.now())
    else await migrate(db)
    const hub = hubUrl(config)
    const tls = await openTls(config, clock, log)
    const connections = ownConnections(
      config.get("JupyterHubHTTPClient.connector_options"),
      config.get("JupyterHubHTTPClient.session_options"),
    )
    const plugin = { config, clock, log, exec, startDaemon, processes, hubApiUrl: `${hub}api`, python }
    const proxyParts = { config, clock, log, startDaemon, processes, hubUrl: hub, metrics, connections, ...tls }
    const core: Core = {
      config,
      db,
      clock,
      log,
      metrics,
      bus: createBus(),
      secrets,
      spawner: await spawnerOf(parts, `${hub}api`),
      spawnerContext: createPluginContext("Spawner", plugin),
      authenticator: await authenticatorOf(parts, secrets, `${hub}api`),
      authenticatorContext: createPluginContext("Authenticator", plugin),
      proxy: configurableHttpProxy({ ...proxyParts, onRestart: () => checkRoutes(core) }),
      hubId: await loadHubId(db),
      ...(await sitePagesOf(parts, secrets, `${hub}api`)),
      ...tls,
      connections,
      requestShutdown,
    }
    refuseSpawnerWithoutTls(core)
    return core
  } catch (error) {
    await db.close()
    throw error
  }
}

/** A plugin of ours, or the site's own Python class. */
async function authenticatorOf(
  { config, log, python }: HubParts,
  { cookieSecret }: Core["secrets"],
  apiUrl: string,
): Promise<Authenticator> {
  const name = String(config.get("JupyterHub.authenticator_class"))
  if (python === null || !name.startsWith(pythonClass))
    return chosen(authenticators, "JupyterHub.authenticator_class", name)
  return pythonAuthenticator({
    className: name.slice(pythonClass.length),
    python,
    log,
    ...pageParts(config, cookieSecret, apiUrl),
  })
}

/** Nothing where the site adds none. */
async function sitePagesOf(
  { config, log, python }: HubParts,
  { cookieSecret }: Core["secrets"],
  apiUrl: string,
): Promise<Pick<Core, "sitePages">> {
  if (config.get("JupyterHub.extra_handlers").length === 0) return {}
  if (python === null)
    throw new Refusal(400, "JupyterHub.extra_handlers are classes of Python: set them in a .py file.")
  return { sitePages: await extraHandlers({ python, log, ...pageParts(config, cookieSecret, apiUrl) }) }
}

function pageParts(config: Config, cookieSecret: Buffer, apiUrl: string) {
  return {
    settings: hubSettings(config, apiUrl),
    // Pages in Python sign cookies of their own; the login cookie is not theirs to sign.
    pageSecret: createHmac("sha256", cookieSecret).update("pages of the authenticator").digest("hex"),
    templateVars: config.get("JupyterHub.template_vars"),
    templatePaths: config.get("JupyterHub.template_paths"),
  }
}

/** The same for servers. */
async function spawnerOf({ config, python }: HubParts, apiUrl: string): Promise<Spawner> {
  const name = String(config.get("JupyterHub.spawner_class"))
  if (python === null || !name.startsWith(pythonClass)) return chosen(spawners, "JupyterHub.spawner_class", name)
  return pythonSpawner({ className: name.slice(pythonClass.length), python, settings: hubSettings(config, apiUrl) })
}

function chosen<T>(plugins: Readonly<Record<string, T>>, trait: string, name: unknown): T {
  const plugin = plugins[String(name)]
  if (plugin) return plugin
  throw new Refusal(
    400,
    `${trait} names ${String(name)}, which is not there. There are: ${Object.keys(plugins).join(", ")}`,
  )
}

function metricsOptions(config: Config) {
  const { env } = config
  return {
    processMetrics: true,
    prefix: env.JUPYTERHUB_METRICS_PREFIX ?? "",
    spawnBuckets: env.JUPYTERHUB_SERVER_SPAWN_DURATION_SECONDS_BUCKETS ?? "",
    stopBuckets: env.JUPYTERHUB_SERVER_STOP_DURATION_SECONDS_BUCKETS ?? "",
  }
}

function watchLoop(core: Core): () => void {
  const { config } = core
  if (!config.get("PeriodicMetricsCollector.event_loop_interval_enabled")) return () => {}
  return watchEventLoop(
    core,
    config.get("PeriodicMetricsCollector.event_loop_interval_resolution"),
    config.get("PeriodicMetricsCollector.event_loop_interval_log_threshold"),
  )
}
