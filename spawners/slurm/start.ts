/** Starts a run: writes its environment file as the user, then submits the job by the run's name. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../hub/plugin/errors.ts"
import type { Started, StartRequest } from "../../hub/plugin/spawner.ts"
import type { Account } from "./account.ts"
import { batchScript } from "./batch-script.ts"
import { commandEnv } from "./command-env.ts"
import { dataOf } from "./data/data-of.ts"
import { scratchFor } from "./data/scratch-for.ts"
import type { SlurmDriver, Submission } from "./driver.ts"
import { environmentFile, jobEnvironment } from "./job-environment.ts"
import { jobSpec } from "./job-spec.ts"
import { rescueEnvironment } from "./rescue-environment.ts"
import { type RunFiles, runDirOf, runFiles } from "./run-files.ts"
import { serverCommand } from "./server-command.ts"
import type { SlurmSettings } from "./settings.ts"
import { siteScript } from "./site-script.ts"
import { writeUserFile } from "./user-file.ts"
import { userPrefix } from "./user-prefix.ts"

export async function startJob(
  request: StartRequest,
  account: Account,
  settings: SlurmSettings,
  driver: SlurmDriver,
  context: PluginContext,
): Promise<Started> {
  const { job, files, asUser } = await prepared(request, account, settings, context).catch(nothingSubmitted)
  try {
    return { state: { job_id: await driver.submit(job, account) } }
  } catch (error) {
    if (error instanceof Refusal) await removeEnvironment(asUser, files, context)
    throw error
  }
}

/** A Fault of a start says that a job may be there. Before the submit there is none: the start has failed, at once. */
export function nothingSubmitted(error: unknown): never {
  if (!(error instanceof Fault)) throw error
  throw new Refusal(error.status, error.message, { ...error.detail, cause: error.detail.cause ?? error })
}

async function prepared(request: StartRequest, account: Account, settings: SlurmSettings, context: PluginContext) {
  const files = runFiles(runDirOf(request, settings), account, request.id)
  const asUser = userPrefix(settings, account)
  const job = submission(request, account, files, settings)
  const env = {
    ...jobEnvironment(request.env, account, settings.ip, request.container !== null),
    ...(request.demand.rescue === true ? rescueEnvironment() : {}),
  }
  const data = dataOf(request, account, settings)
  await writeUserFile(asUser, files.environment, environmentFile(env, data), context, account)
  return { job, files, asUser }
}

/** What is submitted, without submitting it. */
export function submission(
  request: StartRequest,
  account: Account,
  files: RunFiles,
  settings: SlurmSettings,
): Submission {
  const { req } = settings
  const own = settings.batchScript === ""
  const spec = jobSpec(
    request,
    settings,
    own ? { home: account.home, log: files.log, environment: "none" } : { home: "", log: "", environment: "login" },
  )
  const parts = {
    runId: request.id,
    runDir: files.folder,
    environmentFile: files.environment,
    log: files.log,
    container: request.container && {
      image: request.container.image,
      digest: request.container.digest,
      stamp: request.container.stamp,
      signedBy: request.container.signedBy,
      binds: [...settings.binds, ...request.container.binds],
    },
    apptainer: settings.apptainer,
    launcher: { folder: settings.launcher, isNeeded: Boolean(request.container?.app) },
    username: account.name,
    scratch: scratchFor(settings.scratch, settings.scratchDir, request.queue?.name ?? null),
    command: serverCommand(request, settings),
    prologue: req.prologue,
    epilogue: req.epilogue,
  }
  const variables = Object.keys(jobEnvironment(request.env, account, "", false))
  return {
    spec,
    script: own ? batchScript(parts) : siteScript(settings.batchScript, request, account, spec, parts, req, variables),
  }
}

/** Best effort: what stays behind is of a token that the hub has revoked, and the user's next job clears it away. */
export async function removeEnvironment(
  asUser: readonly string[],
  files: RunFiles,
  context: PluginContext,
): Promise<void> {
  const result = await context.exec([...asUser, "rm", "-f", "--", files.environment], {
    env: commandEnv(context),
    timeoutMs: 20_000,
  })
  if (result.code !== 0) context.log.warn("an environment file could not be removed", { file: files.environment })
}
