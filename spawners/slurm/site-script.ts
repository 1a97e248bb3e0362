/** A site's own batch_script, rendered with batchspawner's variables and carme-hub's. */
import type { StartRequest } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import { containedCommand, loaderCommand, type ScriptParts } from "./batch-script.ts"
import type { JobSpec } from "./job-spec.ts"
import { isShellScript, withEarlyEnvironment } from "./script/early-environment.ts"
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
  variables: readonly string[],
): string {
  const { overrides } = request
  const script = renderTemplate(template, {
    // What the site's form has beside what the hub knows: data/site-options.ts has checked what a script writes.
    ...request.userOptions,
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
    // They travel by file: a step, or an `env -i` of the script, may want their names.
    keepvars: [...variables, ...(req.keepvars_extra === "" ? [] : [req.keepvars_extra])].join(","),
    ...hooked(overrides),
    job_id: "",
    // One word, whatever people call their files: the template writes it into a command.
    container: parts.container ? quoted(parts.container.image) : "",
    binds: parts.container?.binds ?? [],
    scratch: (parts.scratch?.path ?? "").replaceAll("{username}", account.name).replaceAll("{job_id}", "$SLURM_JOB_ID"),
    // A namespace of its own: what a person chose never takes the place of a site's variable.
    user_options: request.userOptions,
    cmd: command(template, parts),
  })
  return withEarlyEnvironment(script, parts.environmentFile, parts.runId, usesCommand(template))
}

/** Whether the site's script starts the server by {{cmd}}. */
export function usesCommand(template: string): boolean {
  return /\{\{[^{}]*\bcmd\b|\{cmd\}/.test(template)
}

/** What a hook set for this start, under any name: batchspawner knows more req_* than have a meaning here. */
function hooked(overrides: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const set = Object.entries(overrides).filter(([name]) => name.startsWith("req_"))
  return Object.fromEntries(set.map(([name, value]) => [name.slice("req_".length), value ?? ""]))
}

function command(template: string, parts: ScriptParts): string {
  if (!bringsContainer(template) && parts.container !== null) return containedCommand(parts)
  // Between quotes of the script's own there is no place for others; the environment is there already.
  if (isShellScript(template) && isQuoted(template)) return parts.command.join(" ")
  return loaderCommand(parts.environmentFile, parts.command, parts.runId)
}

function isQuoted(template: string): boolean {
  const before = template.split("\n").flatMap(line => /^(.*?)(?:\{\{[^{}]*\bcmd\b|\{cmd\})/.exec(line)?.[1] ?? [])
  return before.some(text => (text.match(/"/g)?.length ?? 0) % 2 === 1 || (text.match(/'/g)?.length ?? 0) % 2 === 1)
}

/** Whether the site's script starts the container itself. */
function bringsContainer(template: string): boolean {
  return /[{%][^{}]*\bcontainer\b/.test(template)
}
