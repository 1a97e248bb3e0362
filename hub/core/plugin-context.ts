/** What a plugin is handed, made from the hub's parts. */
import type { Config } from "../config/config.ts"
import type { OptionName } from "../config/options/index.ts"
import type { Clock, Exec, Log, PluginContext, Processes, PyRef, StartDaemon } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"

interface PluginParts {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly exec: Exec
  readonly startDaemon: StartDaemon
  readonly processes: Processes
  readonly hubApiUrl: string
  /** The resident Python process; null when the configuration has no Python objects. */
  readonly python: Pick<PluginContext, "call" | "callWithSpawner"> | null
}

export function createPluginContext(name: string, parts: PluginParts): PluginContext {
  const { config, clock, log, exec, startDaemon, processes, hubApiUrl, python } = parts
  return {
    clock,
    log: log.child(name),
    exec,
    startDaemon,
    processes,
    hubApiUrl,
    // A plugin names the type of its own trait: the options table has checked the value.
    setting: <T>(trait: string) => config.get(trait as OptionName) as T,
    hubEnv: variable => config.env[variable],
    call: async (fn, args, kwargs) => present(python, fn).call(fn, args, kwargs),
    callWithSpawner: async (fn, spawner, args) => present(python, fn).callWithSpawner(fn, spawner, args),
  }
}

function present(python: PluginParts["python"], fn: PyRef): NonNullable<PluginParts["python"]> {
  if (python) return python
  throw new Fault(500, `${fn.repr} cannot be called: there is no Python process`)
}
