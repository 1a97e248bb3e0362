/** Finds the processes of runs by the mark that each carries in its environment: repairs a crash between fork and commit. */
import { readdir, readFile } from "node:fs/promises"
import { runMark } from "./run-mark.ts"

interface MarkedProcess {
  readonly pid: number
  /** The environment it was started with. */
  readonly env: Readonly<Record<string, string>>
}

/** By run id; only session leaders, since the children of a server inherit its environment. */
export async function markedProcesses(runIds: ReadonlySet<string>): Promise<ReadonlyMap<string, MarkedProcess>> {
  const found = new Map<string, MarkedProcess>()
  const pids = (await readdir("/proc")).filter(name => /^\d+$/.test(name)).map(Number)
  for (const { pid, env } of await Promise.all(pids.map(async pid => ({ pid, env: await environment(pid) })))) {
    const runId = env[runMark]
    if (runId !== undefined && runIds.has(runId) && (await leadsSession(pid))) found.set(runId, { pid, env })
  }
  return found
}

async function environment(pid: number): Promise<Record<string, string>> {
  const text = await proc(pid, "environ")
  if (!text.includes(`${runMark}=`)) return {}
  const pairs = text.split("\0").filter(pair => pair.includes("="))
  return Object.fromEntries(pairs.map(pair => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]))
}

async function leadsSession(pid: number): Promise<boolean> {
  const stat = await proc(pid, "stat")
  // proc(5): pid (comm) state ppid pgrp session; comm may hold spaces and parentheses.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]) === pid
}

/** Empty when the process is gone or not ours to look at. */
async function proc(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return ""
  }
}
