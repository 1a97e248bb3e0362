/** What a plugin is handed, with settings of the test. */
import type { Test } from "tap"
import { systemClock } from "../../hub/core/clock.ts"
import { exec, startDaemon } from "../../hub/core/exec.ts"
import { createPluginContext } from "../../hub/core/plugin-context.ts"
import { processes } from "../../hub/core/processes.ts"
import { createLog } from "../../hub/observe/log.ts"
import type { PluginContext } from "../../hub/plugin/context.ts"
import { testConfig } from "./config.ts"

/** `traits` by their full names; `log` gives what the plugin logged so far. */
export async function pluginContext(
  t: Test,
  traits: Readonly<Record<string, unknown>> = {},
): Promise<PluginContext & { logged(): string }> {
  const lines: string[] = []
  const log = createLog("debug", { write: (line: string) => void lines.push(line) })
  const config = await testConfig(t.testdir(), traits)
  const parts = { config, clock: systemClock, log, exec, startDaemon, processes, hubApiUrl: "", python: null }
  return { ...createPluginContext("test", parts), logged: () => lines.join("") }
}
