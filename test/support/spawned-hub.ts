/** A built hub (`node dist/hub/main.js`) as a child process: for what only a process can show, such as kill -9. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Test } from "tap"
import { type Client, createClient } from "./client.ts"
import { type HubPlace, hubPlace, type TestHubOptions, writeConfig } from "./hub-place.ts"
import { plainNode } from "./plain-node.ts"
import { pythonEnv } from "./python.ts"
import { killStrays } from "./strays.ts"

const [program, ...nodeArgs] = plainNode
const main = fileURLToPath(new URL("../../dist/hub/main.js", import.meta.url))

export interface SpawnedHub extends HubPlace {
  readonly pid: number
  client(token?: string): Client
  direct(token?: string): Client
  /** stdout and stderr of all its lives. */
  log(): string
  /** Resolves with the text up to and including the match; rejects when the process ends first. */
  logged(pattern: RegExp): Promise<string>
  /** SIGKILL to the hub alone: its proxy and its servers live on. */
  kill9(): Promise<void>
  /** SIGTERM (or another signal) and the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
  /** The exit code, once it has ended for whatever reason. */
  ended(): Promise<number | null>
  /** Starts it again on the same ports, folder and database, and waits until it answers. */
  restart(): Promise<void>
}

export async function spawnHub(t: Test, options: TestHubOptions = {}): Promise<SpawnedHub> {
  if (!existsSync(main)) throw new Error("dist/hub/main.js is missing: run `npm run build` first")
  const place = await hubPlace(t, options.settings)
  const file = writeConfig(place, options.configText)
  let child: ChildProcess
  let text = ""
  const start = async () => {
    child = spawn(program, [...nodeArgs, main, "-f", file, ...(options.args ?? [])], {
      cwd: place.folder,
      env: { ...pythonEnv(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", chunk => {
        text += chunk
      })
    }
    await answers(child, place, () => text)
  }
  const end = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exit = once(child, "exit")
    child.kill(signal)
    const [code] = await exit
    return code as number | null
  }
  t.teardown(async () => {
    await end()
    await killStrays(place)
    if (!t.passing()) t.comment(text.slice(-8000))
  })
  await start()
  return {
    ...place,
    get pid() {
      return child.pid ?? 0
    },
    client: token => createClient(place.url, token),
    direct: token => createClient(new URL(place.hubUrl).origin, token),
    log: () => text,
    logged: pattern => logged(child, pattern, () => text),
    kill9: async () => void (await end("SIGKILL")),
    end,
    async ended() {
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
      return child.exitCode
    },
    restart: start,
  }
}

/** A hub that is expected not to start: its exit code and what it printed. */
export async function failingHub(t: Test, options: TestHubOptions = {}): Promise<{ code: number | null; log: string }> {
  const place = await hubPlace(t, options.settings)
  const file = writeConfig(place, options.configText)
  const child = spawn(program, [...nodeArgs, main, "-f", file, ...(options.args ?? [])], {
    cwd: place.folder,
    env: { ...pythonEnv(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let log = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", chunk => {
      log += chunk
    })
  }
  t.teardown(async () => {
    child.kill("SIGKILL")
    await killStrays(place)
  })
  const [code] = await once(child, "close")
  return { code, log }
}

async function answers(child: ChildProcess, place: HubPlace, log: () => string): Promise<void> {
  const base = new URL(place.url)
  const client = createClient(base.href)
  const path = `${base.pathname.replace(/\/$/, "")}/hub/health`
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `the hub ended with ${child.exitCode ?? child.signalCode} before it answered:\n${log().slice(-6000)}`,
      )
    }
    const status = await client.ask(path).then(
      answer => answer.status,
      () => 0,
    )
    if (status === 200) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function logged(child: ChildProcess, pattern: RegExp, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(log())
      if (!match) return
      done()
      resolve(log().slice(0, match.index + match[0].length))
    }
    const gone = () => {
      done()
      reject(new Error(`the hub ended before it logged ${pattern}:\n${log().slice(-4000)}`))
    }
    const done = () => {
      child.stdout?.off("data", look)
      child.stderr?.off("data", look)
      child.off("exit", gone)
    }
    child.stdout?.on("data", look)
    child.stderr?.on("data", look)
    child.once("exit", gone)
    look()
  })
}
