/** Where a job writes to, by scontrol. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { ask } from "./ask.ts"

/** Null when Slurm has forgotten the job. */
export async function logFile(
  jobId: string,
  prefix: readonly string[],
  context: PluginContext,
): Promise<string | null> {
  const argv = [...prefix, "scontrol", "--all", "--oneliner", "show", "job", jobId]
  const [line = ""] = await ask(context, argv, "scontrol", /^slurm_load_jobs error: Invalid job id specified$/)
  const begin = line.search(/\sStdOut=\//)
  if (begin < 0) return null
  const path = line.slice(begin + " StdOut=".length)
  const end = path.search(/ \w+=/)
  return end < 0 ? path : path.slice(0, end)
}
