/** The nodes of a running job, by squeue: the first is where its batch script runs. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { expandHostlist } from "../hostlist.ts"
import { ask } from "./ask.ts"

/** None for a job that Slurm has forgotten, or that has not begun. */
export async function jobNodes(
  jobId: string,
  prefix: readonly string[],
  context: PluginContext,
): Promise<readonly string[]> {
  const argv = [...prefix, "squeue", "--all", "--noheader", "--states=all", "--format=%N", `--jobs=${jobId}`]
  const [line = ""] = await ask(context, argv, "squeue", /^slurm_load_jobs error: Invalid job id specified$/)
  return expandHostlist(line.trim())
}
