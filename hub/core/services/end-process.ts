/** Ends a service's process as JupyterHub does: asked (INT), then told (TERM), then killed, each after its own time. */
import type { PluginContext } from "../../plugin/context.ts"
import type { ServiceProcess } from "./service-process.ts"

const interruptMs = 30_000
const termMs = 30_000
const killMs = 5_000
const lookMs = 50

/** Resolves when it is gone; what else is in its process group is told to end then. */
export async function endProcess(
  { clock, log, processes }: Pick<PluginContext, "clock" | "log" | "processes">,
  { pid, startTicks }: Pick<ServiceProcess, "pid" | "startTicks">,
): Promise<void> {
  const gone = async (ms: number) => {
    for (let waited = 0; processes.alive(pid, startTicks); waited += lookMs) {
      if (waited >= ms) return false
      await clock.sleep(lookMs)
    }
    return true
  }
  const steps = [
    { signal: "SIGINT", ms: interruptMs },
    { signal: "SIGTERM", ms: termMs },
  ] as const
  for (const { signal, ms } of steps) {
    if (!processes.alive(pid, startTicks)) break
    processes.signal(pid, signal)
    if (await gone(ms)) break
  }
  if (processes.alive(pid, startTicks)) {
    log.warn("A service did not end when asked to: killing it", { pid })
    processes.groupSignal(pid, "SIGKILL")
    if (!(await gone(killMs))) log.error("A service could not be killed", { pid })
    return
  }
  processes.groupSignal(pid, "SIGTERM")
}
