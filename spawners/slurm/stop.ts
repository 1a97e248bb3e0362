/** Ends a run: Slurm is asked to, as its user, and what the job has not read is removed. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import type { Run } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import type { SlurmDriver } from "./driver.ts"
import { jobIdOf } from "./poll.ts"
import { runDirOf, runFiles } from "./run-files.ts"
import type { SlurmSettings } from "./settings.ts"
import { removeEnvironment } from "./start.ts"
import { userPrefix } from "./user-prefix.ts"

/** A job whose number was never learned is cancelled by the run's name. */
export async function stopJob(
  run: Run,
  account: Account,
  settings: SlurmSettings,
  driver: SlurmDriver,
  context: PluginContext,
): Promise<void> {
  const id = jobIdOf(run)
  await driver.cancel(id === null ? { name: run.id } : { id }, account)
  // A job that never ran has not read it.
  await removeEnvironment(userPrefix(settings, account), runFiles(runDirOf(run, settings), account, run.id), context)
}
