/** A site's own batch_script, rendered with batchspawner's variables and carme-hub's. */
import type { StartRequest } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import { containedCommand, loaderCommand, type ScriptParts } from "./batch-script.ts"
import type { JobSpec } from "./job-spec.ts"
import type { RequestTrait } from "./settings.ts"
import { quoted } from "./shell-words.ts"
import { renderTemplate } from "./template.ts"

export function siteScript(
  template: string,
  request: StartRequest,
  account: Account,
  spec: JobSpec,
  parts: ScriptParts,
  req: Readonly<Record<RequestTrait, string>>,
): string {
  return renderTemplate(template, {
    ...req,
    // What this job really asks for stands before the site's general value.
    partition: spec.partition,
    account: spec.account,
    qos: spec.qos,
    gres: spec.gres,
    nprocs: spec.cpus,
    memory: spec.memory,
    runtime: spec.time,
    ngpus: request.demand.gpus > 0 ? String(request.demand.gpus) : req.ngpus,
    gpus: request.demand.gpus,
    username: account.name,
    homedir: account.home,
    // The variables travel by file; a name that is always there keeps `--export={{keepvars}}` well-formed.
    keepvars: "HOME",
    job_id: "",
    // One word, whatever people call their files: the template writes it into a command.
    container: parts.container ? quoted(parts.container.image) : "",
    binds: parts.container?.binds ?? [],
    scratch: (parts.scratch?.path ?? "").replaceAll("{username}", account.name).replaceAll("{job_id}", "$SLURM_JOB_ID"),
    // A namespace of its own: what a person chose never takes the place of a site's variable.
    user_options: request.userOptions,
    cmd: bringsContainer(template) ? loaderCommand(parts.environmentFile, parts.command) : containedCommand(parts),
  })
}

/** Whether the site's script starts the container itself. */
function bringsContainer(template: string): boolean {
  return /[{%][^{}]*\bcontainer\b/.test(template)
}
