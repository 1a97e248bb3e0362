/** Changes the time limit of a job, by scontrol: only operators of Slurm may lengthen it, so the hub's own account does. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import { change } from "./change.ts"

export async function setTimeLimit(
  id: string,
  minutes: number,
  prefix: readonly string[],
  context: PluginContext,
): Promise<void> {
  if (!/^\d{1,18}$/.test(id) || !(Number.isInteger(minutes) && minutes >= 1)) {
    throw new Fault(500, `${id} is no job, or ${minutes} no time limit in minutes`)
  }
  const argv = [...prefix, "scontrol", "update", `JobId=${id}`, `TimeLimit=${minutes}`]
  await change(context, argv, "the new time limit", {
    over: /already finished|Invalid job id|already completing|not pending nor running/i,
  })
}
