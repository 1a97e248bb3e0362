/** One squeue for many jobs: what slurmctld says of each that it still knows. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { QueuedJob } from "../driver.ts"
import { ask } from "./ask.ts"
import { marked, newMark } from "./mark.ts"
import { slurmTime } from "./slurm-time.ts"

// The name is the person's, so it comes last: what stands behind it could be theirs too.
const format = "%i|%u|%T|%B|%S|%e|%r|%j"
/** What squeue says when it is asked for a single job that slurmctld has forgotten. */
const forgotten = /^slurm_load_jobs error: Invalid job id specified$/
/** Longest list in one call; a longer one would not fit into an argument. */
const chunk = 8_000

/** `by` chooses jobs by id or by name; the prefix is whose eyes are used. */
export async function squeue(
  context: PluginContext,
  prefix: readonly string[],
  by: "jobs" | "name",
  keys: readonly string[],
): Promise<ReadonlyMap<string, QueuedJob>> {
  const found = new Map<string, QueuedJob>()
  const mark = newMark()
  for (let at = 0; at < keys.length; at += chunk) {
    const list = keys.slice(at, at + chunk).join(",")
    const argv = [
      ...prefix,
      "squeue",
      "--all",
      "--noheader",
      "--states=all",
      `--format=${mark}${format}`,
      `--${by}=${list}`,
    ]
    for (const line of marked(await ask(context, argv, "squeue", forgotten), mark)) {
      const job = parseLine(line)
      if (job) found.set(job.id, job)
    }
  }
  return found
}

/** Null for a line that is not one of ours to read: an array's task, a federation's note, garbage. */
function parseLine(line: string): QueuedJob | null {
  const [id, user, state, node, start, end, reason, ...name] = line.trim().split("|")
  if (!id || !/^\d+$/.test(id) || !user || !state || reason === undefined || name.length === 0) return null
  return {
    id,
    user,
    name: name.join("|"),
    state,
    node: node === undefined || node === "n/a" || node === "(null)" ? "" : node,
    start: slurmTime(start ?? ""),
    end: slurmTime(end ?? ""),
    reason,
  }
}
