/** The words of sbatch for a job: each option is one word, so that none can become two. Pure. */
import { markFarShells } from "../../../hub/plugin/far-shell.ts"
import type { JobOwner } from "../driver.ts"
import type { JobSpec } from "../job-spec.ts"
import type { SlurmSettings } from "../settings.ts"
import { splitWords } from "../shell-words.ts"
import { renderTemplate } from "../template.ts"

/** The site's command, `sbatch --parsable` as a rule, comes first. */
export function submitArgv(
  spec: JobSpec,
  settings: Pick<SlurmSettings, "submitCmd" | "req" | "remotePrograms">,
  owner: Pick<JobOwner, "name">,
): readonly string[] {
  const command = renderTemplate(settings.submitCmd, { ...settings.req, username: owner.name })
  return [...markFarShells(splitWords(command), settings.remotePrograms), ...sbatchOptions(spec)]
}

export function sbatchOptions(spec: JobSpec): readonly string[] {
  return [
    ...spec.options,
    `--job-name=${spec.name}`,
    ...given("--partition", spec.partition),
    ...given("--account", spec.account),
    ...given("--qos", spec.qos),
    ...given("--nice", spec.nice ?? ""),
    ...given("--reservation", spec.reservation),
    ...given("--clusters", spec.cluster),
    ...given("--nodes", spec.nodes),
    ...given("--gres", spec.gres),
    ...given("--cpus-per-task", spec.cpus),
    ...given("--mem", spec.memory),
    ...given("--time", spec.time),
    ...(spec.warnSeconds ? [`--signal=B:TERM@${spec.warnSeconds}`] : []),
    ...given("--chdir", spec.home),
    // Slurm reads % in the name of the log as a placeholder.
    ...given("--output", spec.log.replaceAll("%", "%%")),
    // Nothing of the submit's environment goes along, nor into the accounting.
    `--export=${spec.environment === "none" ? "NIL" : "NONE"}`,
    // A second start under the same job id would answer to a token that may be gone.
    "--no-requeue",
  ]
}

function given(option: string, value: string): readonly string[] {
  return value === "" ? [] : [`${option}=${value}`]
}
