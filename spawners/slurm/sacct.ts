/** What the accounting says of jobs that slurmctld has forgotten. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { ask } from "./ask.ts"

export interface AccountedJob {
  readonly id: string
  readonly user: string
  readonly name: string
  readonly state: string
  readonly exitCode: number | null
}

const disabled = /accounting storage is disabled/i
const format = "--format=JobIDRaw,User,JobName%64,State,ExitCode"
const chunk = 8_000

/** A site without accounting has nothing to say. */
export async function sacct(
  context: PluginContext,
  prefix: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, AccountedJob>> {
  const found = new Map<string, AccountedJob>()
  for (let at = 0; at < ids.length; at += chunk) {
    const which = ["--allusers", `--jobs=${ids.slice(at, at + chunk).join(",")}`]
    const argv = [...prefix, "sacct", "--allocations", "--parsable2", "--noheader", format, ...which]
    for (const line of await ask(context, argv, "sacct", disabled)) {
      const job = parseLine(line)
      if (job) found.set(job.id, job)
    }
  }
  return found
}

function parseLine(line: string): AccountedJob | null {
  const [id, user, name, state, exit] = line.trim().split("|")
  if (!id || !/^\d+$/.test(id) || user === undefined || name === undefined || !state) return null
  // `status:signal`, as of a shell.
  const [status, signal] = (exit ?? "").split(":").map(Number)
  const exitCode = signal ? 128 + signal : status
  return { id, user, name, state, exitCode: Number.isInteger(exitCode) ? (exitCode ?? null) : null }
}
