/** The two hubs that are compared, and one of them running on a copy of the seeded database. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Client, createClient } from "../support/client.ts"
import { freePorts } from "../support/ports.ts"
import { pythonEnv, pythonProgram } from "../support/python.ts"
import { root } from "../support/source-files.ts"
import { killStrays } from "../support/strays.ts"

export interface Contestant {
  readonly name: string
  readonly argv: readonly string[]
}

/** `flags` are more of node's for carme-hub, such as those of a profile. */
export function contestants(flags: readonly string[] = []): readonly [Contestant, Contestant] {
  return [
    { name: "JupyterHub", argv: [pythonProgram("jupyterhub")] },
    { name: "carme-hub", argv: [...nodeCommand, ...flags, join(root, "dist/hub/main.js")] },
  ]
}

/** As the first line of hub/main.ts has it. */
const nodeCommand = [
  "/usr/bin/env",
  "MALLOC_ARENA_MAX=1",
  process.execPath,
  "--max-semi-space-size=4",
  "--v8-pool-size=1",
]

export const serviceToken = "bench-service-token-0123456789abcdef"
const proxyToken = "bench-proxy-token-0123456789"

export interface RunningHub {
  readonly pid: number
  /** The hub itself, without the proxy: it is the hub that is measured. */
  readonly direct: Client
  readonly client: Client
  readonly hubUrl: string
  readonly folder: string
  /** Milliseconds from the start of the process to the first 200 of /hub/health, through the proxy. */
  readonly startMs: number
  /** Milliseconds since the start of the process, now. */
  elapsed(): number
  routes(): Promise<number>
  stop(): Promise<void>
}

export interface HubSettings {
  readonly database?: string
  /** Python lines added to the configuration. */
  readonly config: string
  /** The address that servers reach the hub at. */
  readonly address?: string
}

export async function startContestant(contestant: Contestant, settings: HubSettings): Promise<RunningHub> {
  const folder = mkdtempSync(join(tmpdir(), "carme-hub-bench-"))
  if (settings.database) copyFileSync(settings.database, join(folder, "jupyterhub.sqlite"))
  const [port = 0, hubPort = 0, apiPort = 0] = await freePorts(3)
  const address = settings.address ?? "127.0.0.1"
  const file = join(folder, "jupyterhub_config.py")
  writeFileSync(file, configText(folder, address, port, hubPort, apiPort) + settings.config, { mode: 0o600 })
  const log = openSync(join(folder, "hub.log"), "a")
  const [program = "", ...args] = contestant.argv
  const began = performance.now()
  const hub = spawn(program, [...args, "-f", file], { cwd: folder, env: environment(), stdio: ["ignore", log, log] })
  const hubUrl = `http://${address}:${hubPort}/hub`
  const stop = async () => {
    await end(hub)
    if (process.env.CARME_BENCH_LOG) process.stderr.write(readFileSync(join(folder, "hub.log"), "utf8"))
    await killStrays({ hubUrl, folder })
    rmSync(folder, { recursive: true, force: true })
  }
  const direct = createClient(`http://${address}:${hubPort}/`)
  const client = createClient(`http://127.0.0.1:${port}/`)
  const proxyApi = createClient(`http://127.0.0.1:${apiPort}/`, proxyToken)
  try {
    await until(hub, folder, async () => (await client.ask("/hub/health")).status === 200)
  } catch (error) {
    await stop()
    throw error
  }
  const startMs = performance.now() - began
  return {
    pid: hub.pid ?? 0,
    direct,
    client,
    hubUrl,
    folder,
    startMs,
    elapsed: () => performance.now() - began,
    async routes() {
      const answer = await proxyApi.ask("/api/routes")
      return Object.keys(answer.json()).filter(path => path.startsWith("/user/")).length
    },
    stop,
  }
}

/** JupyterHub looks for configurable-http-proxy on PATH: it gets the same one. */
function environment(): Record<string, string> {
  const env = pythonEnv()
  return { ...env, PATH: `${join(root, "node_modules/.bin")}:${env.PATH}` }
}

function configText(folder: string, address: string, port: number, hubPort: number, apiPort: number): string {
  return `
c.JupyterHub.bind_url = "http://127.0.0.1:${port}"
c.JupyterHub.hub_bind_url = "http://${address}:${hubPort}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${apiPort}"
c.ConfigurableHTTPProxy.auth_token = "${proxyToken}"
c.ConfigurableHTTPProxy.pid_file = "${folder}/proxy.pid"
c.JupyterHub.cookie_secret_file = "${folder}/cookie_secret"
c.JupyterHub.db_url = "sqlite:///${folder}/jupyterhub.sqlite"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.concurrent_spawn_limit = 200
c.JupyterHub.log_level = "WARN"
c.JupyterHub.services = [dict(name="bench", api_token="${serviceToken}")]
c.JupyterHub.load_roles = [dict(
    name="bench",
    scopes=["admin:users", "admin:servers", "tokens", "list:users", "read:hub", "users:activity", "proxy"],
    services=["bench"],
    users=["bench-admin"],
)]
`
}

async function until(hub: ChildProcess, folder: string, done: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 300_000; performance.now() < deadline; await sleep(20)) {
    if (hub.exitCode !== null || hub.signalCode !== null) break
    if (await done().catch(() => false)) return
  }
  throw new Error(`the hub does not answer:\n${readFileSync(join(folder, "hub.log"), "utf8").slice(-4000)}`)
}

async function end(hub: ChildProcess): Promise<void> {
  if (hub.exitCode !== null || hub.signalCode !== null) return
  const exit = once(hub, "exit")
  hub.kill("SIGTERM")
  const timer = setTimeout(() => hub.kill("SIGKILL"), 60_000)
  await exit
  clearTimeout(timer)
}
