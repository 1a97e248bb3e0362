/** Submits a run that this process has claimed: hooks, token, environment, and the one call of the spawner's start. */

import type { RunRow } from "../../db/rows.ts"
import { updateRun } from "../../db/runs.ts"
import { updateSpawner } from "../../db/spawners.ts"
import { findUserById } from "../../db/users.ts"
import { HubError, Refusal } from "../../plugin/errors.ts"
import type { Started, StartRequest } from "../../plugin/spawner.ts"
import type { Core } from "../core.ts"
import { errorText } from "../error-text.ts"
import { readAuthState } from "../users/auth-state.ts"
import { personOf } from "../users/person.ts"
import { issueToken } from "../users/tokens.ts"
import { note } from "./run-note.ts"
import { runView } from "./run-view.ts"
import { serverCertificates } from "./server-certificates.ts"
import { saveServerClient, serverClientScopes } from "./server-client.ts"
import { serverTokenNote, serverTokenScopes } from "./server-token.ts"
import { apply } from "./server-transition.ts"
import { singleUserEnv } from "./single-user-env.ts"
import { standIn } from "./spawner-stand-in.ts"
import { spawnerTrait } from "./spawner-trait.ts"
import { runStartHooks } from "./start-hooks.ts"
import { timeLimit } from "./time-limit.ts"
import { conductorKey } from "./wake.ts"

/** Never rejects for what a site or a backend does: the run's own row tells how it went. */
export async function submitRun(core: Core, run: RunRow): Promise<void> {
  // What hangs must not keep others from being submitted.
  const limit = core.config.get("Spawner.start_timeout")
  let request: StartRequest
  try {
    request = await timeLimit(core.clock, limit, "The preparation of this server", prepare(core, run))
  } catch (error) {
    return notSubmitted(core, run, error)
  }
  let started: Started
  try {
    const submit = core.spawner.start(request, core.spawnerContext)
    started = await (core.spawner.ownsStart ? submit : timeLimit(core.clock, limit, "The submit", submit))
  } catch (error) {
    return error instanceof Refusal ? notSubmitted(core, run, error) : perhapsSubmitted(core, run, error)
  }
  await submitted(core, run, started)
}

async function prepare(core: Core, run: RunRow): Promise<StartRequest> {
  const user = run.user_id === null ? null : await findUserById(core.db, run.user_id)
  if (user === null || run.spawner_id === null) throw new Refusal(404, "The user of this server is gone.")
  const person = await personOf(core, user)
  const overrides = await runStartHooks(core, run, user, person)
  const spawner = standIn(core, run, person, overrides)
  const view = runView(core, run, person)
  const certificates = await serverCertificates(core, view, spawner, overrides)
  const token = await newServerToken(core, run, spawner)
  const env = await singleUserEnv(core.config, core.spawnerContext, {
    userName: run.user_name,
    serverName: run.server_name,
    token,
    overrides,
    certificates,
    standIn: spawner,
  })
  const cmd = [...spawnerTrait(core.config, overrides, "cmd"), ...spawnerTrait(core.config, overrides, "args")]
  const more = core.spawner.ownsStart ? { authState: await readAuthState(core, user), report: reporter(core, run) } : {}
  return { ...view, env, cmd, overrides, ...more }
}

/** The run is being submitted still, so that its story is that of an admitted one. */
function reporter(core: Core, run: RunRow): NonNullable<StartRequest["report"]> {
  return (progress, message) => {
    note(core, run, { event: "told", message, progress }).catch(error =>
      core.log.warn("The progress of a start was not noted", { run: run.id, cause: error }),
    )
  }
}

/** The token, the run's claim on it and the OAuth client whose secret it is are one: a crash leaves all or none. */
async function newServerToken(core: Core, run: RunRow, spawner: ReturnType<typeof standIn>): Promise<string> {
  const user = run.user_id === null ? null : await findUserById(core.db, run.user_id)
  if (user === null || run.spawner_id === null) throw new Refusal(404, "The user of this server is gone.")
  const scopes = await serverTokenScopes(core, run, spawner)
  const clientScopes = await serverClientScopes(core, run, spawner)
  const spawnerId = run.spawner_id
  return core.db.tx(async t => {
    const { token, row } = await issueToken(core, { user, note: serverTokenNote(core, run), scopes }, t)
    await updateRun(t, run.id, ["admitted", "stopping"], { token_id: row.id })
    const client = await saveServerClient(core, t, run, token, clientScopes)
    await updateSpawner(t, spawnerId, { oauth_client_id: client })
    return token
  })
}

async function submitted(core: Core, run: RunRow, { state, address }: Started): Promise<void> {
  const where = {
    ...(address ? { host: address.host } : {}),
    ...(address?.port === undefined ? {} : { port: address.port }),
  }
  const patch = { job: state, ...where }
  const waits = address?.port === undefined
  const step = { message: "Spawning server...", progress: waits ? 20 : 50, patch }
  const queued = await apply(core, run.id, "submitted", step)
  if (queued === null) return stoppedMeanwhile(core, run, { ...patch, job: state })
  // What runs at once has nothing more to tell until it answers: clients know these two steps from JupyterHub.
  if (!waits) await apply(core, run.id, "allocated", { message: "", progress: 60 })
}

/** Somebody stopped the run while it was being submitted: what was started now has to end, too. */
async function stoppedMeanwhile(core: Core, run: RunRow, patch: Partial<RunRow> & Pick<RunRow, "job">): Promise<void> {
  if (await updateRun(core.db, run.id, ["stopping"], { ...patch, submitted_at: core.clock.now() })) {
    core.bus.wake(conductorKey)
    return
  }
  core.log.warn("A job was submitted for a run that had been given up: stopping it", { run: run.id })
  await core.spawner.stop(runView(core, { ...run, ...patch }), core.spawnerContext)
}

/** Nothing runs, for certain. */
async function notSubmitted(core: Core, run: RunRow, error: unknown): Promise<void> {
  const message = errorText(error)
  const said = error instanceof HubError ? error : null
  const html = said?.detail.messageHtml ?? null
  const patch = { message, message_html: html, status: said?.status ?? null, code: said?.detail.code ?? null }
  const refused = error instanceof Refusal && error.status < 500
  if (!refused) core.log.error("A server could not be started", { run: run.id, user: run.user_name, cause: error })
  const step = { message, messageHtml: html, progress: 100 }
  const done = refused
    ? await apply(core, run.id, "refused", { ...step, patch })
    : await apply(core, run.id, "gone", { ...step, patch: { ...patch, outcome: "failed" } })
  if (done === null) await apply(core, run.id, "gone", { message: "Stopped before it was started", progress: 100 })
}

/** Whether it was submitted is not known: the run stays as it is, and is looked for by its name. */
async function perhapsSubmitted(core: Core, run: RunRow, error: unknown): Promise<void> {
  const message = errorText(error)
  core.log.warn("It is not known whether a job was submitted: looking for it", { run: run.id, cause: error })
  await note(core, run, { event: "unknown", message, progress: 10, patch: { message } })
}
