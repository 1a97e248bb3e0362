/** Looks at and signals processes by pid, safe against a pid that now belongs to somebody else. */
import { existsSync, readFileSync } from "node:fs"
import type { Processes } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"

export const processes: Processes = {
  startTicks,
  alive(pid, ticks) {
    if (!Number.isSafeInteger(pid) || pid <= 0) return false
    if (!hasProc) return exists(pid)
    const now = startTicks(pid)
    return now !== null && (ticks === undefined || ticks === null || now === ticks)
  },
  signal: (pid, signal) => kill(pid, pid, signal),
  groupSignal: (pid, signal) => kill(pid, -pid, signal),
}

const hasProc = existsSync("/proc/self/stat")

function startTicks(pid: number): number | null {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  } catch {
    return null
  }
  // proc(5): pid (comm) state ... starttime is field 22; comm may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  if (fields[0] === "Z" || fields[0] === "X") return null
  return Number(fields[19])
}

function kill(pid: number, target: number, signal: NodeJS.Signals): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) throw new Fault(500, `${pid} is not the id of a process to signal`)
  try {
    process.kill(target, signal)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ESRCH") return false
    throw new Fault(500, `Cannot send ${signal} to process ${pid}: ${(cause as Error).message}`, { cause })
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
