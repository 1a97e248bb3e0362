/** A JupyterHub and a carme-hub with the same settings, each with ada's default server running and her lab made. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Test } from "tap"
import { type Client, createClient } from "../../support/client.ts"
import { startHub } from "../../support/hub.ts"
import { hubPlace, writeConfig } from "../../support/hub-place.ts"
import { pythonEnv, pythonProgram } from "../../support/python.ts"
import { killStrays } from "../../support/strays.ts"
import { settings, tokens } from "./world.ts"

export interface ComparedHub {
  readonly name: string
  /** Of its own, for what differs between the two although it is the same. */
  readonly folder: string
  /** The hub without its proxy; with a token or a cookie jar of its own. */
  client(token?: string): Client
  /** The token in the environment of ada's server. */
  readonly serverToken: string
}

export async function twoHubs(t: Test): Promise<readonly [ComparedHub, ComparedHub]> {
  return Promise.all([jupyterHub(t).then(furnish), carmeHub(t).then(furnish)])
}

type Bare = Omit<ComparedHub, "serverToken">

async function carmeHub(t: Test): Promise<Bare> {
  const hub = await startHub(t, { settings })
  return { name: "carme-hub", folder: hub.folder, client: hub.direct }
}

async function jupyterHub(t: Test): Promise<Bare> {
  const place = await hubPlace(t, settings)
  const file = writeConfig(place)
  const logFile = join(place.folder, "hub.log")
  const log = openSync(logFile, "a")
  const { NODE_OPTIONS: _, ...env } = pythonEnv()
  const hub = spawn(pythonProgram("jupyterhub"), ["-f", file], {
    cwd: place.folder,
    env,
    stdio: ["ignore", log, log],
  })
  closeSync(log)
  t.teardown(async () => {
    if (hub.exitCode === null && hub.signalCode === null) {
      const exit = once(hub, "exit")
      hub.kill("SIGTERM")
      await exit
    }
    await killStrays(place)
    if (!t.passing()) t.comment(readFileSync(logFile, "utf8").slice(-6000))
  })
  const client = (token?: string) => createClient(new URL(place.hubUrl).origin, token)
  // A starting JupyterHub answers before it has finished: the log's last word is the sign.
  await answers(client(), () => {
    if (hub.exitCode !== null) throw new Error(`JupyterHub ended:\n${readFileSync(logFile, "utf8").slice(-4000)}`)
    return readFileSync(logFile, "utf8").includes("JupyterHub is now running")
  })
  return { name: "JupyterHub", folder: place.folder, client }
}

async function answers(client: Client, alsoWhen: () => boolean): Promise<void> {
  for (;;) {
    const up = await client.ask("/hub/health").then(
      answer => answer.status === 200,
      () => false,
    )
    if (alsoWhen() && up) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** The same calls on both, so that what they change is the same. */
async function furnish(hub: Bare): Promise<ComparedHub> {
  const root = hub.client(tokens.root)
  const calls: [string, string, unknown?][] = [
    ["POST", "/users/ada/server", { user_options: { size: "small" } }],
    ["PUT", "/users/ada/servers/lab", { display_name: "The Lab", user_options: { size: "large" } }],
    ["PUT", "/users/bob/servers/desk"],
    ["POST", "/users/bob/tokens", { note: "bob's", scopes: ["read:users!user"] }],
  ]
  for (const [method, path, body] of calls) {
    const answer = await root.api(method, path, body)
    if (answer.status !== 201) throw new Error(`${hub.name}: ${method} ${path}: ${answer.status} ${answer.text}`)
  }
  const { servers } = (await root.api("GET", "/users/ada")).json()
  const environment = readFileSync(`/proc/${servers[""].state.pid}/environ`, "utf8").split("\0")
  const serverToken = environment.find(line => line.startsWith("JUPYTERHUB_API_TOKEN="))?.split("=")[1] ?? ""
  return { ...hub, serverToken }
}
