/** The real JupyterHub as a child process, from the Python environment of the tests: what the hub takes the place of. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { Test } from "tap"
import { type Client, createClient } from "./client.ts"
import type { HubPlace } from "./hub-place.ts"
import { pythonEnv, pythonProgram } from "./python.ts"

export interface JupyterHub {
  client(token?: string): Client
  /** What it printed so far. */
  log(): string
  /** SIGTERM, and its exit code. */
  end(): Promise<number | null>
}

/** Starts it on the folder and the configuration file of `place`, and waits until it answers through the proxy. */
export async function startJupyterHub(
  t: Test,
  { place, file }: { readonly place: HubPlace; readonly file: string },
  env: Readonly<Record<string, string>> = {},
): Promise<JupyterHub> {
  const child = spawn(pythonProgram("jupyterhub"), ["-f", file], {
    cwd: place.folder,
    env: { ...pythonEnv(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", chunk => {
      text += chunk
    })
  }
  t.teardown(async () => {
    await end(child)
    if (!t.passing()) t.comment(text.slice(-8000))
  })
  const client = createClient(place.url)
  for (;;) {
    if (hasEnded(child)) throw new Error(`JupyterHub ended before it answered:\n${text.slice(-6000)}`)
    const answer = await client.ask(`${new URL(place.url).pathname}hub/health`).catch(() => null)
    if (answer?.status === 200) break
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  return { client: token => createClient(place.url, token), log: () => text, end: () => end(child) }
}

async function end(child: ChildProcess): Promise<number | null> {
  if (!hasEnded(child)) {
    const exit = once(child, "exit")
    child.kill("SIGTERM")
    await exit
  }
  return child.exitCode
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
