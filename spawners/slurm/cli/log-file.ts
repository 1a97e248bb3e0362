/** Where a job writes to, by scontrol. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { ask } from "./ask.ts"

/** Null when Slurm has forgotten the job. */
export async function logFile(
  jobId: string,
  prefix: readonly string[],
  context: PluginContext,
): Promise<string | null> {
  const argv = [...prefix, "scontrol", "--oneliner", "show", "job", jobId]
  const [line = ""] = await ask(context, argv, "scontrol", /Invalid job id specified/)
  return /\sStdOut=(\/.*?)(?: \w+=|$)/.exec(line)?.[1] ?? null
}
