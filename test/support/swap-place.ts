/** A folder, a configuration file and a proxy of its own that JupyterHub and our hub take turns at. */
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import type { Test } from "tap"
import { createClient } from "./client.ts"
import { startHub, type TestHub } from "./hub.ts"
import { type HubPlace, hubPlace, tinyServer, writeConfig } from "./hub-place.ts"
import { type JupyterHub, startJupyterHub } from "./jupyterhub.ts"
import { proxyCommand } from "./proxy-command.ts"
import { killStrays } from "./strays.ts"

export interface SwapPlace extends HubPlace {
  jupyterHub(): Promise<JupyterHub>
  carmeHub(): Promise<TestHub>
  /** The proxy's routes: path -> target. */
  routes(): Promise<Readonly<Record<string, string>>>
}

interface SwapOptions {
  readonly dbUrl?: string
  readonly cmd?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** For the servers. */
  readonly environment?: Readonly<Record<string, string>>
}

const proxyToken = "test-proxy-token-0123456789"

/** Each person's auth_state tells who it is of. */
const hook = `
def _remember(authenticator, handler, authentication):
    authentication["auth_state"] = {"of": authentication["name"]}
    return authentication

c.Authenticator.post_auth_hook = _remember
`

export async function swapPlace(t: Test, options: SwapOptions = {}): Promise<SwapPlace> {
  const place = await hubPlace(t, {
    JupyterHub: {
      cleanup_servers: false,
      cleanup_proxy: false,
      allow_named_servers: true,
      load_roles: [{ name: "reader", scopes: ["list:users"], users: ["bob"] }],
      load_groups: { staff: { users: ["ada"], properties: { room: 7 } } },
      ...(options.dbUrl === undefined ? {} : { db_url: options.dbUrl }),
    },
    ConfigurableHTTPProxy: { should_start: false, auth_token: proxyToken },
    Authenticator: { allow_all: true, admin_users: ["boss"], enable_auth_state: true },
    Spawner: {
      cmd: options.cmd ?? tinyServer,
      args: options.args ?? [],
      environment: options.environment ?? {},
      start_timeout: 120,
      http_timeout: 120,
    },
  })
  const file = writeConfig(place, hook)
  const env = { JUPYTERHUB_CRYPT_KEY: randomBytes(32).toString("hex"), ...options.env }
  t.teardown(() => killStrays(place))
  const apiUrl = String(place.settings.ConfigurableHTTPProxy?.api_url)
  await startProxy(t, place, apiUrl)
  const at = { place, file }
  return {
    ...place,
    jupyterHub: () => startJupyterHub(t, at, env),
    carmeHub: () => startHub(t, { at, env }),
    async routes() {
      const answer = await createClient(apiUrl, proxyToken).ask("/api/routes")
      const routes = Object.entries(answer.json()) as [string, { target: string }][]
      return Object.fromEntries(routes.map(([path, { target }]) => [path, target]))
    },
  }
}

/** As a site runs it on its own: no hub starts or stops it. */
async function startProxy(t: Test, place: HubPlace, apiUrl: string): Promise<void> {
  const [at, api] = [new URL(place.url), new URL(apiUrl)]
  const where = ["--ip", at.hostname, "--port", at.port, "--api-ip", api.hostname, "--api-port", api.port]
  const [program = "", ...args] = [...proxyCommand, ...where, "--error-target", `${place.hubUrl}/error`]
  const child = spawn(program, args, {
    cwd: place.folder,
    env: { ...process.env, CONFIGPROXY_AUTH_TOKEN: proxyToken },
    stdio: "ignore",
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, "exit")
    child.kill()
    await exit
  })
  while (
    (
      await createClient(apiUrl, proxyToken)
        .ask("/api/routes")
        .catch(() => null)
    )?.status !== 200
  ) {
    if (child.exitCode !== null) throw new Error(`configurable-http-proxy ended with ${child.exitCode}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
