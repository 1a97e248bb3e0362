/** The hub's pages over HTTP without a proxy and without jobs: rows are put into the database, and pages asked for. */
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Test } from "tap"
import { authenticators } from "../../authenticators/index.ts"
import { loadConfig } from "../../hub/config/load.ts"
import { createBus } from "../../hub/core/bus.ts"
import { systemClock } from "../../hub/core/clock.ts"
import type { Core } from "../../hub/core/core.ts"
import { exec, startDaemon, startPiped } from "../../hub/core/exec.ts"
import { createPluginContext } from "../../hub/core/plugin-context.ts"
import { processes } from "../../hub/core/processes.ts"
import { loadRoles } from "../../hub/core/start/roles.ts"
import type { RunRow, SpawnerRow, UserRow } from "../../hub/db/rows.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { findUserByName } from "../../hub/db/users.ts"
import { createHttpApp, listen } from "../../hub/http/server.ts"
import { createLog } from "../../hub/observe/log.ts"
import { createMetrics } from "../../hub/observe/metrics.ts"
import type { Clock } from "../../hub/plugin/context.ts"
import type { Spawner } from "../../hub/plugin/spawner.ts"
import { spawners } from "../../spawners/index.ts"
import { type Client, createClient } from "./client.ts"
import { sqliteDb } from "./databases.ts"
import type { Settings } from "./hub-place.ts"
import { run as runRow, spawner as spawnerRow } from "./rows.ts"

export interface PageHub {
  readonly core: Core
  readonly origin: string
  log(): string
  client(): Client
  /** A client that is logged in; `admin` is one by the settings. */
  as(name: string): Promise<Client>
  user(name: string): Promise<UserRow>
  /** A server of a user, and its run where `run` says anything of one. */
  server(user: string, name: string, row?: Partial<SpawnerRow>, run?: Partial<RunRow>): Promise<SpawnerRow>
}

export interface PageHubOptions {
  readonly settings?: Settings
  readonly spawner?: Partial<Spawner>
  readonly clock?: Clock
  /** Answers of Python hooks. */
  readonly call?: (repr: string, args: readonly unknown[]) => unknown
}

export async function pageHub(t: Test, options: PageHubOptions = {}): Promise<PageHub> {
  const folder = mkdtempSync(join(tmpdir(), "carme-pages-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "jupyterhub_config.json")
  writeFileSync(file, JSON.stringify(merged(options.settings), null, 1))
  const { config } = await loadConfig({ argv: ["-f", file], cwd: folder, env: {}, startPiped })
  const lines: string[] = []
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  const clock = options.clock ?? systemClock
  const answer = (repr: string, args: readonly unknown[]) => options.call?.(repr, args)
  const python = {
    call: async (fn: { repr: string }, args: readonly unknown[]) => answer(fn.repr, args),
    callWithSpawner: async (fn: { repr: string }, spawner: unknown, args: readonly unknown[] = []) => ({
      result: answer(fn.repr, [spawner, ...args]),
      changes: {},
    }),
  }
  const parts = { config, clock, log, exec, startDaemon, processes, hubApiUrl: "http://127.0.0.1:1/hub/api", python }
  const { simple } = spawners
  const { dummy } = authenticators
  if (!simple || !dummy) throw new Error("the plugins are gone")
  const core: Core = {
    config,
    db: await sqliteDb(t),
    clock,
    log,
    metrics: createMetrics(),
    bus: createBus(),
    secrets: { cookieSecret: randomBytes(32), cryptKeys: [] },
    spawner: { ...simple, ...options.spawner },
    spawnerContext: createPluginContext("spawner", parts),
    authenticator: dummy,
    authenticatorContext: createPluginContext("authenticator", parts),
    proxy: noProxy,
    hubId: "test",
  }
  await loadRoles(core)
  const server = await listen(core, createHttpApp(core))
  t.teardown(() => server.close(0))
  t.teardown(() => {
    if (!t.passing()) t.comment(lines.slice(-20).join(""))
  })
  const origin = `http://127.0.0.1:${server.port}`
  const user = async (name: string) => {
    const found = await findUserByName(core.db, name)
    if (!found) throw new Error(`${name} has not logged in yet`)
    return found
  }
  return {
    core,
    origin,
    log: () => lines.join(""),
    client: () => createClient(`${origin}/`),
    user,
    async as(name) {
      const client = createClient(`${origin}/`)
      const answer = await client.login(name, "x")
      if (answer.status !== 302) throw new Error(`${name} could not log in: ${answer.status} ${answer.text}`)
      return client
    },
    async server(owner, name, row = {}, run) {
      const { id: user_id } = await user(owner)
      const spawner = await insertSpawner(core.db, spawnerRow({ user_id, name, ...row }))
      if (run) await insertRun(core.db, liveRun(spawner, owner, run))
      return spawner
    },
  }
}

let runs = 0
function liveRun(spawner: SpawnerRow, owner: string, row: Partial<RunRow>): RunRow {
  runs += 1
  const live_key = row.state === "stopped" ? null : spawner.id
  const ids = { spawner_id: spawner.id, user_id: spawner.user_id, user_name: owner, server_name: spawner.name }
  return runRow({ id: `carme-test-${runs}`, live_key, ...ids, requested_at: systemClock.now(), ...row })
}

function merged(settings: Settings = {}): Settings {
  const defaults: Settings = {
    JupyterHub: { authenticator_class: "dummy", spawner_class: "simple", hub_bind_url: "http://127.0.0.1:0" },
    Authenticator: { allow_all: true, admin_users: ["admin"] },
  }
  const names = new Set([...Object.keys(defaults), ...Object.keys(settings)])
  return Object.fromEntries([...names].map(name => [name, { ...defaults[name], ...settings[name] }]))
}

const noProxy = {
  name: "none",
  start: async () => {},
  stop: async () => {},
  addRoute: async () => {},
  deleteRoute: async () => {},
  listRoutes: async () => [],
}
