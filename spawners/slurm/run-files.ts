/** The files of a run in its user's folder: the environment, which the job deletes at once, and the log. */
import { Fault } from "../../hub/plugin/errors.ts"
import type { Run } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import type { SlurmSettings } from "./settings.ts"
import { renderTemplate } from "./template.ts"

/** The site's template of the folder for this run. */
export function runDirOf(
  run: Pick<Run, "demand">,
  { runDir, rescueDir }: Pick<SlurmSettings, "runDir" | "rescueDir">,
): string {
  return run.demand.rescue === true && rescueDir !== "" ? rescueDir : runDir
}

export interface RunFiles {
  readonly folder: string
  readonly environment: string
  readonly log: string
}

/** `runDir` is the site's template with {homedir} and {username}; `runId` is the hub's own, [a-z0-9-]. */
export function runFiles(runDir: string, account: Account, runId: string): RunFiles {
  const folder = renderTemplate(runDir, { homedir: account.home, username: account.name }).replace(/\/+$/, "")
  if (!/^\/[^\n\0]+$/.test(folder)) {
    throw new Fault(500, `SlurmSpawner.run_dir gives ${JSON.stringify(folder)}, which is no absolute path`)
  }
  return { folder, environment: `${folder}/${runId}.env`, log: `${folder}/${runId}.log` }
}
