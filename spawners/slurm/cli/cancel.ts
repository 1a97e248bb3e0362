/** Asks Slurm to end a job, as its user: by its number with the site's command, else by its name. */
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { markFarShells } from "../../../hub/plugin/far-shell.ts"
import type { JobOwner } from "../driver.ts"
import type { SlurmSettings } from "../settings.ts"
import { splitWords } from "../shell-words.ts"
import { renderTemplate } from "../template.ts"
import { userPrefix } from "../user-prefix.ts"
import { ask } from "./ask.ts"

/** What scancel says of a job that has ended. */
const over = /^scancel: error: .*(?:Invalid job id specified|Job\/step already completing or completed)$/

export async function cancel(
  job: { readonly id: string } | { readonly name: string },
  owner: JobOwner,
  settings: SlurmSettings,
  context: PluginContext,
): Promise<void> {
  const words = "name" in job ? ["scancel", `--name=${job.name}`] : cancelWords(job.id, owner, settings)
  await ask(context, [...userPrefix(settings, owner), ...words], "scancel", over)
}

/** The batch script alone gets the signal: it ends its server, and copies files out before it ends itself. */
export async function endSoftly(
  id: string,
  owner: JobOwner,
  settings: SlurmSettings,
  context: PluginContext,
): Promise<void> {
  const words = ["scancel", "--batch", "--signal=TERM", id]
  await ask(context, [...userPrefix(settings, owner), ...words], "scancel", over)
}

function cancelWords(id: string, owner: JobOwner, settings: SlurmSettings): readonly string[] {
  const command = renderTemplate(settings.cancelCmd, { ...settings.req, username: owner.name, job_id: id })
  return markFarShells(splitWords(command), settings.remotePrograms)
}
