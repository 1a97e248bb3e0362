/** Asks Slurm to end a job, as its user. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import type { Run } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import { ask } from "./ask.ts"
import { jobIdOf } from "./poll.ts"
import { runFiles } from "./run-files.ts"
import type { SlurmSettings } from "./settings.ts"
import { splitWords } from "./shell-words.ts"
import { removeEnvironment, userPrefix } from "./start.ts"
import { renderTemplate } from "./template.ts"

/** What scancel says of a job that has ended. */
const over = /Invalid job id|already completing or completed/i

/** A job whose number was never learned is cancelled by the run's name. */
export async function stopJob(
  run: Run,
  account: Account,
  settings: SlurmSettings,
  context: PluginContext,
): Promise<void> {
  const asUser = userPrefix(settings, account)
  const id = jobIdOf(run)
  const variables = { ...settings.req, username: account.name, job_id: id }
  const cancel =
    id === null ? ["scancel", `--name=${run.id}`] : splitWords(renderTemplate(settings.cancelCmd, variables))
  await ask(context, [...asUser, ...cancel], "scancel", over)
  // A job that never ran has not read it.
  await removeEnvironment(asUser, runFiles(settings.runDir, account, run.id), context)
}
