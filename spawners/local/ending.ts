/** How a local server is ended: first asked (INT), then told (TERM), then killed, each after its own time. */
import type { PluginContext } from "../../hub/plugin/context.ts"

export interface Asked {
  /** By the clock for intervals. */
  readonly since: number
  readonly signal: NodeJS.Signals
}

/** Sends the signal that is due, once; to be called again until the process is gone. `asked` is what the call before gave. */
export function endStep(pid: number, asked: Asked | undefined, context: PluginContext): Asked {
  const now = context.clock.monotonic()
  const since = asked?.since ?? now
  const signal = due(now - since, context)
  if (signal === asked?.signal) return asked
  if (signal === "SIGKILL") {
    context.log.warn("A local server did not end when asked to: killing it", { pid })
    context.processes.groupSignal(pid, signal)
  } else {
    context.processes.signal(pid, signal)
  }
  return { since, signal }
}

function due(ms: number, context: PluginContext): NodeJS.Signals {
  const interrupt = context.setting<number>("LocalProcessSpawner.interrupt_timeout") * 1000
  const term = context.setting<number>("LocalProcessSpawner.term_timeout") * 1000
  if (ms < interrupt) return "SIGINT"
  if (ms < interrupt + term) return "SIGTERM"
  return "SIGKILL"
}
