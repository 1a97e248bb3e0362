/** The jobs that are in a booking, by squeue; and the way of one out of it, by scontrol, which an operator may show it. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import type { BookedJob } from "../../../hub/plugin/scheduler.ts"
import { expandHostlist } from "../hostlist.ts"
import { checkName } from "../reservation-check.ts"
import { ask } from "./ask.ts"
import { change } from "./change.ts"
import { marked, newMark } from "./mark.ts"
import { slurmTime } from "./slurm-time.ts"

const format = "%A|%u|%T|%e|%N"

/** Those that wait for it and those that run in it. */
export async function bookedJobs(
  name: string,
  prefix: readonly string[],
  context: PluginContext,
): Promise<readonly BookedJob[]> {
  checkName(name)
  const mark = newMark()
  const argv = [...prefix, "squeue", "--all", "--noheader", `--format=${mark}${format}`, `--reservation=${name}`]
  return marked(await ask(context, argv, "squeue"), mark)
    .map(parseLine)
    .filter(job => job !== null)
}

/** What is over by now is no failure. */
export async function leaveReservation(id: string, prefix: readonly string[], context: PluginContext): Promise<void> {
  if (!/^\d{1,18}$/.test(id)) throw new Fault(500, `${id} is no job`)
  const argv = [...prefix, "scontrol", "update", `JobId=${id}`, "ReservationName="]
  const over = /already finished|Invalid job id|already completing/i
  await change(context, argv, "to take the job out of the booking", { missing: over }).catch(error => {
    if (error?.status !== 404) throw error
  })
}

function parseLine(line: string): BookedJob | null {
  const [id = "", user = "", state = "", end = "", nodes = ""] = line.trim().split("|")
  if (!/^\d+$/.test(id) || state === "") return null
  return { id, user, waits: state === "PENDING", end: slurmTime(end), nodes: expandHostlist(nodes) }
}
