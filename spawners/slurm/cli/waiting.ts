/** Jobs that wait, the next one first, by squeue. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { WaitingJob } from "../../../hub/plugin/scheduler.ts"
import { byPriority } from "../queue-order.ts"
import { ask } from "./ask.ts"
import { marked, newMark } from "./mark.ts"
import { slurmTime } from "./slurm-time.ts"

// Name and reason may hold anything: of the two, the name comes last and the reason is cut at the first bar.
const format = "%i|%u|%P|%Q|%S|%r|%j"

export async function waiting(
  partition: string | undefined,
  prefix: readonly string[],
  context: PluginContext,
): Promise<readonly WaitingJob[]> {
  const where = partition === undefined ? [] : [`--partition=${partition}`]
  const mark = newMark()
  const argv = [...prefix, "squeue", "--all", "--noheader", "--states=PENDING", `--format=${mark}${format}`, ...where]
  return marked(await ask(context, argv, "squeue"), mark)
    .map(parseLine)
    .filter(job => job !== null)
    .toSorted(byPriority)
}

/** Null for a line that is no job. The tasks of an array that wait are one line, and count as one. */
function parseLine(line: string): WaitingJob | null {
  const [id = "", user, partitions = "", priority = "", start = "", reason = "", ...name] = line.trim().split("|")
  if (!/^\d+(_\S+|\+\d+)?$/.test(id) || !user || !/^\d+$/.test(priority)) return null
  return {
    id: /^\d+/.exec(id)?.[0] ?? id,
    user,
    name: name.join("|"),
    partitions: partitions.split(","),
    priority: Number(priority),
    reason,
    start: slurmTime(start) ?? null,
  }
}
