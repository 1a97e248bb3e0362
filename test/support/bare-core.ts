/** A hub's core with nothing around it: no HTTP, a proxy that only remembers, and whatever the test puts in. */
import type { Test } from "tap"
import { createBus } from "../../hub/core/bus.ts"
import { systemClock } from "../../hub/core/clock.ts"
import type { Core } from "../../hub/core/core.ts"
import { exec, startDaemon } from "../../hub/core/exec.ts"
import { createPluginContext } from "../../hub/core/plugin-context.ts"
import { processes } from "../../hub/core/processes.ts"
import { loadRoles } from "../../hub/core/start/roles.ts"
import type { Db } from "../../hub/db/db.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import type { UserRow } from "../../hub/db/rows.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { createLog } from "../../hub/observe/log.ts"
import { createMetrics } from "../../hub/observe/metrics.ts"
import type { Proxy as ProxyPlugin, Route } from "../../hub/plugin/proxy.ts"
import { spawners } from "../../spawners/index.ts"
import { testConfig } from "./config.ts"
import { sqliteDb } from "./databases.ts"
import { user as userRow } from "./rows.ts"

export interface BareCore {
  readonly core: Core
  /** A user with the role `user`, and further roles by name. */
  addUser(name: string, ...roles: readonly string[]): Promise<UserRow>
  /** What it logged so far. */
  log(): string
}

export interface BareCoreOptions extends Partial<Omit<Core, "config">> {
  readonly traits?: Readonly<Record<string, unknown>>
  readonly hubApiUrl?: string
}

export async function bareCore(t: Test, options: BareCoreOptions = {}): Promise<BareCore> {
  const { traits = {}, hubApiUrl = "http://127.0.0.1:9/hub/api", ...parts } = options
  const config = await testConfig(t.testdir(), traits)
  const lines: string[] = []
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  const clock = parts.clock ?? systemClock
  const context = createPluginContext("spawner", {
    config,
    clock,
    log,
    exec,
    startDaemon,
    processes,
    hubApiUrl,
    python: null,
  })
  const db = parts.db ?? (await sqliteDb(t))
  const { simple } = spawners
  if (!simple) throw new Error("the simple spawner is missing")
  const core: Core = {
    config,
    db,
    clock,
    log,
    metrics: createMetrics(),
    bus: createBus(),
    secrets: { cookieSecret: Buffer.alloc(32, 7), cryptKeys: [] },
    spawner: simple,
    spawnerContext: context,
    authenticator: { name: "nobody", loginService: "", authenticate: async () => null },
    authenticatorContext: context,
    proxy: rememberingProxy(),
    hubId: "test",
    ...parts,
  }
  await loadRoles(core)
  t.teardown(() => {
    if (!t.passing()) t.comment(lines.slice(-40).join(""))
  })
  return { core, addUser: (name, ...roles) => addUser(db, name, ["user", ...roles]), log: () => lines.join("") }
}

export function rememberingProxy(): ProxyPlugin & { readonly routes: Map<string, Route> } {
  const routes = new Map<string, Route>()
  return {
    name: "remembering",
    routes,
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

async function addUser(db: Db, name: string, roles: readonly string[]): Promise<UserRow> {
  const [user] = await insertUsers(db, [userRow({ name })])
  if (!user) throw new Error(`${name} was not made`)
  const known = await db.q("roles").whereIn("name", roles).select("name", "id")
  const missing = roles.filter(role => !known.some(row => row.name === role))
  const made = await insertRoles(
    db,
    missing.map(role => ({ name: role, description: "", scopes: ["self"], managed_by_auth: false })),
  )
  for (const id of [...known.map(row => row.id), ...made.map(row => row.id)]) await grantRole(db, "user", id, [user.id])
  return user
}
