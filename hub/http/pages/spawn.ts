/** /hub/spawn: the form before a start, and the start. */

import { type Unfamiliar, unfamiliarContainer } from "../../core/containers/unfamiliar-container.ts"
import { serverUrl } from "../../core/public-urls.ts"
import { estimateStart } from "../../core/queues/estimate.ts"
import { checkNamedServer } from "../../core/servers/server-names.ts"
import { awaitRun, startServer } from "../../core/servers/servers.ts"
import type { RunRow, UserRow } from "../../db/rows.ts"
import { Fault, type HubError, Refusal } from "../../plugin/errors.ts"
import type { JsonObject } from "../../plugin/spawner.ts"
import { hasJustLoggedIn } from "../cookies.ts"
import type { Call, Reply } from "../endpoint.ts"
import { isForeignNavigation, isWholeWindow } from "../foreign-navigation.ts"
import { asHubError } from "../problem.ts"
import { renderPage } from "../render/render.ts"
import { userView } from "../render/variables.ts"
import { xsrfToken } from "../xsrf.ts"
import { argument, bodyFields, type Fields, queryFields, queryPairs } from "./arguments.ts"
import { estimateView } from "./estimate-view.ts"
import { go, withQuery } from "./go.ts"
import { nextUrl } from "./next-url.ts"
import { page } from "./page-row.ts"
import { pendingUrl } from "./server-urls.ts"
import { type Servers, serversOf } from "./servers-of.ts"
import { badValue, optionsFromForm, type SpawnPageForm, spawnForm, withValues } from "./spawn-form.ts"
import { ownUser, targetUser } from "./target-user.ts"

const handler = "jupyterhub.handlers.pages.SpawnHandler"
const paths = ["/spawn", "/spawn/:user", "/spawn/:user/:server"]

export const spawnPages = paths.flatMap(path => [
  page({
    path,
    summary: "The options of a start, or the start itself",
    handler,
    scopes: "identified",
    statuses: [302, 400, 404, 422],
    handle: get,
  }),
  page({
    method: "post",
    path,
    summary: "Start a server",
    handler,
    scopes: "identified",
    statuses: [302, 400, 403, 404, 409, 429],
    handle: post,
  }),
])

/** The button that asks for an estimate instead of starting. */
const checkField = "_estimate"

/** The box that says whose container is meant to be started. */
const trustField = "_trust"

/** What a form begins with, and why it is shown. */
interface Shown {
  readonly fields: Fields
  /** Why the start was refused. */
  readonly error?: unknown
  /** Whose container is to be started, which the person has to agree to. */
  readonly unfamiliar?: Unfamiliar
}

/** Who starts which server. */
interface Start extends Servers {
  readonly user: UserRow
  readonly serverName: string
  readonly displayName: string
}

async function get(call: Call): Promise<Reply | null> {
  const { core } = call
  const start = await startOf(call)
  const { user, serverName, runs } = start
  const own = runs.get("")
  if (!core.config.get("JupyterHub.allow_named_servers") && own?.state === "ready") {
    return go(await nextUrl(call, user, serverUrl(core.config, user.name, "")))
  }
  const run = runs.get(serverName)
  if (run?.state === "ready") return go(await nextUrl(call, user, serverUrl(core.config, user.name, serverName)))
  if (run !== undefined) return go(pending(call, start))
  const fields = optionFields(call)
  const form = await spawnForm(core, user, serverName, start.rows.get(serverName) ?? null)
  const foreign = isForeignNavigation(core, call.request)
  if (Object.keys(fields).length === 0) {
    // A login over another site comes back from there: it is still the person's own.
    const comesFromLogin = hasJustLoggedIn(core, call.request) && isWholeWindow(call.request)
    const starts = form.kind === "none" && (!foreign || comesFromLogin)
    return starts ? await begin(call, start, {}) : await showForm(call, start, form)
  }
  // An address is anybody's word: our own form shows what it says, and nothing begins at the wish of another site.
  if (foreign || form.kind === "template") return await showForm(call, start, withValues(form, fields), { fields })
  try {
    return await begin(call, start, await optionsFromForm(core, form, fields, { ...start, isQuery: true }))
  } catch (error) {
    if (form.kind === "none") throw error
    return await showForm(call, start, withValues(form, fields), { error, fields })
  }
}

async function post(call: Call): Promise<Reply | null> {
  const { core } = call
  const start = await startOf(call)
  const { user, serverName } = start
  const run = start.runs.get(serverName)
  const name = serverName === "" ? user.name : `${user.name}:${serverName}`
  if (run?.state === "ready") throw new Refusal(400, `${name} is already running`)
  if (run !== undefined) throw new Refusal(400, `${name} is pending ${run.state === "stopping" ? "stop" : "spawn"}`)
  const { [checkField]: checks, [trustField]: trusted, ...fields } = bodyFields(call.request)
  const form = await spawnForm(core, user, serverName, start.rows.get(serverName) ?? null)
  if (checks !== undefined && form.kind === "template") return await showEstimate(call, start, form, fields)
  const unfamiliar = form.kind === "template" ? await unfamiliarContainer(core, user, fields.container) : null
  if (unfamiliar !== null && !trusted?.includes(unfamiliar.id))
    return await showForm(call, start, withValues(form, fields), { fields, unfamiliar })
  try {
    return await begin(call, start, await optionsFromForm(core, form, fields, start))
  } catch (error) {
    return await showForm(call, start, withValues(form, fields), { error, fields })
  }
}

/** For who has no scripts: the form again, with what would become of the start. */
async function showEstimate(call: Call, start: Start, form: SpawnPageForm, fields: Fields): Promise<null> {
  const options = await optionsFromForm(call.core, form, fields, start)
  const estimate = await estimateStart(call.core, { user: start.user, options })
  return await showForm(call, start, withValues(form, fields), undefined, estimateView(estimate))
}

async function startOf(call: Call): Promise<Start> {
  const { core, params, request } = call
  const serverName = params.server ?? ""
  const user = await targetUser(call, "servers", params.user || ownUser(call).name, serverName)
  const servers = await serversOf(core, user)
  const displayName = argument(request, "display_name") || serverName
  if (serverName !== "")
    await checkNamedServer(core, user, serverName, displayName, servers.rows.get(serverName) ?? null)
  return { ...servers, user, serverName, displayName }
}

/** Options in the address: `opt-gpus=1`. Where none has the prefix, all but the reserved names count, as they did before JupyterHub 6. */
function optionFields({ core, request }: Call): Fields {
  const all = queryFields(request, ["next", "display_name", "_xsrf"])
  if (Object.hasOwn(all, "opt-")) throw new Refusal(422, "Invalid user-option name opt-")
  const prefixed = Object.entries(all).filter(([name]) => name.startsWith("opt-"))
  if (prefixed.length > 0)
    return Object.fromEntries(prefixed.map(([name, values]) => [name.slice("opt-".length), values]))
  if (Object.keys(all).length > 0) core.log.warn("Options in a spawn address should begin with opt-")
  return all
}

/** Waits a second, so that what fails at once is said on the form; then the progress page takes over. */
async function begin(call: Call, start: Start, options: JsonObject): Promise<Reply> {
  const { core, identity, signal } = call
  const { user, serverName, displayName } = start
  const by = identity.user?.name ?? user.name
  const canLogIn = identity.token === null && identity.user?.id === user.id
  const started = await startServer(core, { user, serverName, displayName, options, by, canLogIn })
  const run = await awaitRun(core, started.id, hasOutcome, 1000, signal)
  if (run.state === "stopped") throw failure(run)
  return go(pending(call, start))
}

function hasOutcome(run: RunRow): boolean {
  return run.state === "ready" || run.state === "stopped"
}

function failure(run: RunRow): HubError {
  const message = run.message ?? "The server ended before it was ready."
  const detail = run.message_html === null ? {} : { messageHtml: run.message_html }
  return run.outcome === "refused"
    ? new Refusal(run.status ?? 400, message, detail)
    : new Fault(run.status ?? 500, message, detail)
}

function pending({ core, request }: Call, { user, serverName }: Start): string {
  const next = argument(request, "next")
  const kept = queryPairs(request, ["next", "display_name", "_xsrf"])
  return withQuery(pendingUrl(core.config, user.name, serverName), next === "" ? kept : [...kept, ["next", next]])
}

async function showForm(
  call: Call,
  start: Start,
  form: SpawnPageForm,
  shown?: Shown,
  estimate?: ReturnType<typeof estimateView>,
): Promise<null> {
  const { core, identity, request, response } = call
  const error = shown?.error === undefined ? null : asHubError(shown.error)
  if (error !== null && error.status >= 500)
    core.log.error("A server could not be started", { err: shown?.error, user: start.user.name })
  for (const [name, value] of Object.entries(error?.detail.headers ?? {})) response.setHeader(name, value)
  const again = queryPairs(request, ["_xsrf"]).filter(([name]) => !name.startsWith("opt-"))
  const variables = {
    for_user: userView(core, start.user),
    for_other: start.user.id !== identity.user?.id,
    server_title: start.serverName === "" ? "" : start.displayName,
    url: withQuery(request.originalUrl.split("?", 1)[0] ?? "", [
      ...again,
      ["_xsrf", xsrfToken(core, identity, request, response)],
    ]),
    error_message: error?.detail.messageHtml === undefined ? error?.message : "",
    error_html_message: error?.detail.messageHtml,
    submitted: form.kind === "html" ? plainValues(shown?.fields ?? {}) : null,
    estimate,
    unfamiliar: shown?.unfamiliar,
    from_address: shown !== undefined && error === null && shown.unfamiliar === undefined,
    // Where there is no form, the options of the address are sent on by hidden fields.
    carried: form.kind === "none" ? carried(shown?.fields ?? {}) : [],
    ...(form.kind === "html" ? { spawner_options_form: form.html, site_html: true } : {}),
    ...(form.kind === "template" ? { form_template: form.template, form_data: form.data } : {}),
  }
  return await renderPage(call, "spawn", variables, formStatus(error))
}

/** As in JupyterHub a form to be filled in once more is no failed request; a refusal or a fault has its own status. */
function formStatus(error: HubError | null): number {
  return error === null || error.detail.code === badValue ? 200 : error.status
}

/** Files cannot be put back into a form. */
function plainValues(fields: Fields): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, values.filter(value => typeof value === "string")]),
  )
}

function carried(fields: Fields): readonly { readonly name: string; readonly value: unknown }[] {
  return Object.entries(plainValues(fields)).flatMap(([name, values]) => values.map(value => ({ name, value })))
}
