/** A hub's core and its HTTP app on a free port, without a hub around them: the database is in memory, the proxy only remembers. */
import type { Test } from "tap"
import { authenticators } from "../../authenticators/index.ts"
import { loadConfig } from "../../hub/config/load.ts"
import { createBus } from "../../hub/core/bus.ts"
import { systemClock } from "../../hub/core/clock.ts"
import type { Core } from "../../hub/core/core.ts"
import { exec, startDaemon, startPiped } from "../../hub/core/exec.ts"
import { createPluginContext } from "../../hub/core/plugin-context.ts"
import { processes } from "../../hub/core/processes.ts"
import { startConductor } from "../../hub/core/servers/conductor.ts"
import { loadRoles } from "../../hub/core/start/roles.ts"
import { issueToken } from "../../hub/core/users/tokens.ts"
import { createUsers } from "../../hub/core/users/users.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import type { UserRow } from "../../hub/db/rows.ts"
import { insertService } from "../../hub/db/services.ts"
import type { Endpoint } from "../../hub/http/endpoint.ts"
import { endpoints } from "../../hub/http/endpoints.ts"
import { createHttpApp, listen } from "../../hub/http/server.ts"
import { createLog } from "../../hub/observe/log.ts"
import { createMetrics } from "../../hub/observe/metrics.ts"
import type { Clock } from "../../hub/plugin/context.ts"
import type { Proxy as ProxyPlugin, Route } from "../../hub/plugin/proxy.ts"
import type { Spawner } from "../../hub/plugin/spawner.ts"
import { spawners } from "../../spawners/index.ts"
import { checkedEndpoints } from "./checked-endpoints.ts"
import { type Client, createClient } from "./client.ts"
import { sqliteDb } from "./databases.ts"
import { hubPlace, type Settings, writeConfig } from "./hub-place.ts"

export interface TestCore {
  readonly core: Core
  /** `http://127.0.0.1:PORT/`, the hub itself. */
  readonly url: string
  client(token?: string): Client
  /** What it logged so far. */
  log(): string
  user(name: string, options?: { readonly admin?: boolean }): Promise<UserRow>
  /** A client with a token of this user, by default with all that the user may do. */
  as(user: UserRow, scopes?: readonly string[]): Promise<Client>
  /** A client with the token of a new service that has a role with these scopes. */
  service(name: string, scopes: readonly string[], options?: { readonly admin?: boolean }): Promise<Client>
}

export interface TestCoreOptions {
  readonly settings?: Settings
  readonly clock?: Clock
  readonly spawner?: Spawner
  /** Drive runs forward, as a hub does. */
  readonly conduct?: boolean
  readonly table?: readonly Endpoint[]
  readonly parts?: Partial<Core>
}

export async function testCore(t: Test, options: TestCoreOptions = {}): Promise<TestCore> {
  const place = await hubPlace(t, options.settings)
  const file = writeConfig(place)
  const { config } = await loadConfig({
    argv: ["-f", file],
    cwd: place.folder,
    env: { PATH: process.env.PATH ?? "" },
    startPiped,
  })
  const lines: string[] = []
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  const clock = options.clock ?? systemClock
  const hubApiUrl = `${place.hubUrl}/api`
  const parts = { config, clock, log, exec, startDaemon, processes, hubApiUrl, python: null }
  const core: Core = {
    config,
    db: await sqliteDb(t),
    clock,
    log,
    metrics: createMetrics(),
    bus: createBus(),
    secrets: { cookieSecret: Buffer.alloc(32, 7), cryptKeys: [] },
    spawner: options.spawner ?? known(spawners, config.get("JupyterHub.spawner_class")),
    spawnerContext: createPluginContext("spawner", parts),
    authenticator: known(authenticators, config.get("JupyterHub.authenticator_class")),
    authenticatorContext: createPluginContext("authenticator", parts),
    proxy: rememberingProxy(),
    hubId: "test",
    ...options.parts,
  }
  await loadRoles(core)
  const listening = await listen(core, createHttpApp(core, options.table ?? checkedEndpoints(endpoints)))
  const conductor = options.conduct ? startConductor(core) : null
  t.teardown(async () => {
    await conductor?.stop()
    await listening.close(0)
    if (!t.passing()) t.comment(lines.slice(-40).join(""))
  })
  const { origin } = new URL(place.hubUrl)
  const client = (token?: string) => createClient(new URL(config.get("JupyterHub.base_url"), origin).href, token)
  return {
    core,
    url: `${origin}/`,
    client,
    log: () => lines.join(""),
    async user(name, { admin = false } = {}) {
      const [user] = await createUsers(core, [name], { admin })
      if (!user) throw new Error(`${name} was not made`)
      return user
    },
    async as(user, scopes = ["inherit"]) {
      const { token } = await issueToken(core, { user, note: "test", scopes })
      return client(token)
    },
    async service(name, scopes, { admin = false } = {}) {
      const service = await insertService(core.db, { ...plainService, name, admin })
      const [role] = await insertRoles(core.db, [
        { name: `role-of-${name}`, description: "", scopes, managed_by_auth: false },
      ])
      if (role) await grantRole(core.db, "service", role.id, [service.id])
      const { token } = await issueToken(core, { service, note: "test", scopes: ["inherit"] })
      return client(token)
    },
  }
}

const plainService = {
  url: null,
  oauth_client_allowed_scopes: null,
  info: null,
  display: true,
  oauth_no_confirm: false,
  from_config: true,
  oauth_client_id: null,
  pid: null,
}

function known<T>(plugins: Readonly<Record<string, T>>, name: unknown): T {
  const plugin = plugins[String(name)]
  if (plugin === undefined) throw new Error(`there is no plugin ${String(name)}`)
  return plugin
}

function rememberingProxy(): ProxyPlugin {
  const routes = new Map<string, Route>()
  return {
    name: "remembering",
    start: async () => {},
    stop: async () => {},
    async addRoute(routespec, target, data) {
      routes.set(routespec, { routespec, target, data })
    },
    async deleteRoute(routespec) {
      routes.delete(routespec)
    },
    listRoutes: async () => [...routes.values()],
  }
}
