/** When a job would start: no version of the REST API can tell, so sbatch does, where the hub has it. */

import type { StartEstimate } from "../../../hub/plugin/scheduler.ts"
import type { JobOwner, SlurmDriver, Submission } from "../driver.ts"
import { isMissingCommand } from "./missing-command.ts"

export async function estimateByCommand(
  commands: SlurmDriver,
  job: Submission,
  owner: JobOwner,
): Promise<StartEstimate> {
  try {
    return await commands.estimate(job, owner)
  } catch (error) {
    if (!isMissingCommand(error)) throw error
    return { outcome: "unknown", cause: "Slurm's REST API cannot tell, and the hub has no sbatch to ask" }
  }
}
