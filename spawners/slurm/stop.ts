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

/** Since when jobs that copy files out have been asked to end, in milliseconds; forgotten with the hub, which asks again. */
export type Endings = Map<string, number>

/** A job whose number was never learned is cancelled by the run's name. */
export async function stopJob(
  run: Run,
  account: Account,
  settings: SlurmSettings,
  driver: SlurmDriver,
  context: PluginContext,
  endings: Endings = new Map(),
): Promise<void> {
  const id = jobIdOf(run)
  if (id !== null && (await endsByItself(run, id, account, settings, driver, context, endings))) return
  await driver.cancel(id === null ? { name: run.id } : { id }, account)
  // A job that never ran has not read it.
  await removeEnvironment(userPrefix(settings, account), runFiles(runDirOf(run, settings), account, run.id), context)
}

/** A job that has files to copy out is asked to end, once, and cancelled when it has not done so in its time. */
async function endsByItself(
  run: Run,
  id: string,
  account: Account,
  settings: SlurmSettings,
  driver: SlurmDriver,
  context: PluginContext,
  endings: Endings,
): Promise<boolean> {
  if (!run.userOptions.stage_out || !driver.endSoftly) return false
  const now = context.clock.monotonic()
  const since = endings.get(run.id)
  if (since !== undefined && now - since < settings.stageOutSeconds * 1000) return true
  endings.delete(run.id)
  if (since !== undefined) return false
  const job = (await driver.jobs("id", [id], account)).get(id)
  if (job?.state !== "RUNNING") return false
  await driver.endSoftly(id, account)
  endings.set(run.id, now)
  return true
}
