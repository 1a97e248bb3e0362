/** The script of a task: what it needs to know, as quoted values, before the hub's own fixed text. Pure. */
import { Fault } from "../../hub/plugin/errors.ts"
import type { TaskRequest } from "../../hub/plugin/tasks.ts"
import type { Account } from "./account.ts"
import type { SlurmSettings } from "./settings.ts"
import { quoted } from "./shell-words.ts"

export interface TaskFiles {
  readonly folder: string
  readonly log: string
  readonly input: string
  readonly result: string
}

export function taskScript(
  { id, script, values }: Pick<TaskRequest, "id" | "script" | "values">,
  account: Account,
  files: TaskFiles,
  { apptainer, req, scratchDir }: Pick<SlurmSettings, "apptainer" | "req" | "scratchDir">,
): string {
  const scratch = scratchDir
    .replaceAll("{username}", account.name)
    .split("{job_id}")
    .map(quoted)
    .join('"$SLURM_JOB_ID"')
  // A prologue is written for a login shell (`module load`).
  return `#!/bin/bash${req.prologue === "" ? "" : " -l"}
# ${id}: started by carme-hub
export HOME=${quoted(account.home)} USER=${quoted(account.name)} LOGNAME=${quoted(account.name)} LANG=C.UTF-8
export PATH="\${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
chmod 600 ${quoted(files.log)}
unset \${!APPTAINER@} \${!SINGULARITY@}
${req.prologue}
carme_apptainer() { ${apptainer.map(quoted).join(" ")} "$@"; }
input=${quoted(files.input)}
result=${quoted(files.result)}
scratch=${scratch}
${Object.entries(values).map(assignment).join("\n")}
${script}`
}

function assignment([name, value]: readonly [string, string]): string {
  if (!/^[a-z_]+$/.test(name)) throw new Fault(500, `${name} is no name of a value`)
  if (value.includes("\0")) throw new Fault(500, `The value of ${name} contains a NUL character`)
  return `${name}=${quoted(value)}`
}
