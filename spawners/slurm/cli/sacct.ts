/** What the accounting says of jobs: their ends, and what they are charged for. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { AccountedJob } from "../../../hub/plugin/scheduler.ts"
import { gpusOfTres } from "../tres.ts"
import { ask } from "./ask.ts"
import { newMark } from "./mark.ts"
import { slurmTime } from "./slurm-time.ts"

const disabled = /^(?:sacct: error: )?Slurm accounting storage is disabled$/i
// The name may hold anything, so it comes last.
const format = "--format=JobIDRaw,User,State,ExitCode,Start,End,ElapsedRaw,AllocTRES,JobName"
const chunk = 8_000

/** A site without accounting has nothing to say. */
export async function sacct(
  context: PluginContext,
  prefix: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, AccountedJob>> {
  const found = new Map<string, AccountedJob>()
  const mark = newMark()
  for (let at = 0; at < ids.length; at += chunk) {
    const which = ["--allusers", `--jobs=${ids.slice(at, at + chunk).join(",")}`]
    const argv = [
      ...prefix,
      "sacct",
      "--allocations",
      "--parsable2",
      "--noheader",
      `--delimiter=${mark}`,
      format,
      ...which,
    ]
    for (const line of await ask(context, argv, "sacct", disabled)) {
      const job = parseLine(line, mark)
      if (job) found.set(job.id, job)
    }
  }
  return found
}

/** sacct has no place for words of ours before a record: the mark stands between its fields. */
function parseLine(line: string, mark: string): AccountedJob | null {
  const [id, user, state, exit = "", start = "", end = "", elapsed = "", tres = "", ...name] = line.trim().split(mark)
  if (!id || !/^\d+$/.test(id) || user === undefined || !state || name.length === 0) return null
  return {
    id,
    user,
    name: name.join(mark),
    state,
    exitCode: exitCodeOf(exit),
    // A job that held nothing was cancelled while it waited: the moment of that is no start.
    start: tres === "" ? null : (slurmTime(start) ?? null),
    end: slurmTime(end) ?? null,
    elapsedSeconds: tres !== "" && /^\d+$/.test(elapsed) ? Number(elapsed) : 0,
    ...gpusOfTres(tres),
  }
}

/** `status:signal`, as of a shell. */
function exitCodeOf(text: string): number | null {
  const [status, signal] = text.split(":").map(Number)
  const code = signal ? 128 + signal : status
  return Number.isInteger(code) ? (code ?? null) : null
}
