/** Jobs that run now, by squeue: where they are, and when their time limit ends them. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import type { RunningJob } from "../../../hub/plugin/scheduler.ts"
import { expandHostlist } from "../hostlist.ts"
import { ask } from "./ask.ts"
import { marked, newMark } from "./mark.ts"
import { slurmTime } from "./slurm-time.ts"

const format = "%i|%e|%v|%N"

export async function running(prefix: readonly string[], context: PluginContext): Promise<readonly RunningJob[]> {
  const mark = newMark()
  // Jobs of hidden partitions hold their nodes, too.
  const states = "--states=RUNNING,CONFIGURING"
  const argv = [...prefix, "squeue", "--all", "--noheader", states, `--format=${mark}${format}`]
  return marked(await ask(context, argv, "squeue"), mark)
    .map(parseLine)
    .filter(job => job !== null)
}

/** Null for a line that is no job. The tasks of an array run each by itself. */
function parseLine(line: string): RunningJob | null {
  const [id = "", end = "", reservation = "", nodes = "", ...more] = line.trim().split("|")
  if (!/^\d+(_\d+|\+\d+)?$/.test(id) || more.length > 0) return null
  const none = ["", "(null)", "N/A"].includes(reservation)
  return { id, nodes: expandHostlist(nodes), end: slurmTime(end) ?? null, reservation: none ? null : reservation }
}
