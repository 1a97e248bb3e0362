/** A hub for tests: in this process, or as a child process that can be killed; free ports, a folder of its own. */
import type { Test } from "tap"
import { loadConfig } from "../../hub/config/load.ts"
import type { Core } from "../../hub/core/core.ts"
import { startPiped } from "../../hub/core/exec.ts"
import { startHub as startRealHub } from "../../hub/hub.ts"
import { createLog } from "../../hub/observe/log.ts"
import type { Clock } from "../../hub/plugin/context.ts"
import { type Client, createClient } from "./client.ts"
import { type HubPlace, hubPlace, type TestHubOptions, writeConfig } from "./hub-place.ts"
import { killStrays } from "./strays.ts"

export interface TestHub extends HubPlace {
  readonly core: Core
  client(token?: string): Client
  /** The same, without the proxy between. */
  direct(token?: string): Client
  /** What it logged so far. */
  log(): string
  stop(): Promise<void>
}

interface InProcess extends TestHubOptions {
  readonly clock?: Clock
  /** A place that is there already, and its configuration file; without it the hub gets one of its own. */
  readonly at?: { readonly place: HubPlace; readonly file: string }
}

/** A hub in this process. Dummy logins, everybody allowed, local servers in miniature, unless `settings` say otherwise. */
export async function startHub(t: Test, options: InProcess = {}): Promise<TestHub> {
  const place = options.at?.place ?? (await hubPlace(t, options.settings))
  const file = options.at?.file ?? writeConfig(place, options.configText)
  const env = { ...process.env, ...options.env } as Record<string, string>
  const loaded = await loadConfig({ argv: ["-f", file, ...(options.args ?? [])], cwd: place.folder, env, startPiped })
  const lines: string[] = []
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  loaded.python?.attachLog(log)
  const clock = options.clock ? { clock: options.clock } : {}
  const hub = await startRealHub({ config: loaded.config, python: loaded.python, log, ...clock })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= hub.stop()
    return stopped
  }
  t.teardown(async () => {
    await stop()
    await loaded.python?.close()
    await killStrays(place)
    if (!t.passing()) t.comment(lines.slice(-60).join(""))
  })
  return {
    ...place,
    core: hub.core,
    client: token => createClient(place.url, token),
    direct: token => createClient(new URL(place.hubUrl).origin, token),
    log: () => lines.join(""),
    stop,
  }
}
