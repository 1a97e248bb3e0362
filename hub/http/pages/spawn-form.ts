/** The form before a start: the site's own HTML, else the spawner's form, else none. */
import type { Core } from "../../core/core.ts"
import { type HomeDisk, homeDisk } from "../../core/disk/home-disk.ts"
import { isPyRef } from "../../core/py-ref.ts"
import { blankRun } from "../../core/servers/blank-run.ts"
import { offerFor } from "../../core/servers/offer.ts"
import { runView } from "../../core/servers/run-view.ts"
import { standIn } from "../../core/servers/spawner-stand-in.ts"
import { withStoredBytes } from "../../core/stored-bytes.ts"
import { personOf } from "../../core/users/person.ts"
import { usageOfUser } from "../../db/allocations.ts"
import type { SpawnerRow, UserRow } from "../../db/rows.ts"
import { Fault, Refusal } from "../../plugin/errors.ts"
import type { Json, JsonObject, Person, Run } from "../../plugin/spawner.ts"
import { pythonStandIn } from "../../plugin/stand-in.ts"
import { show } from "../render/helpers.ts"
import type { Fields } from "./arguments.ts"
import { queuesNow } from "./queues-now.ts"

export type SpawnPageForm =
  | { readonly kind: "none" }
  | { readonly kind: "html"; readonly html: string }
  | { readonly kind: "template"; readonly template: string; readonly data: Readonly<Record<string, unknown>> }

export async function spawnForm(
  core: Core,
  user: UserRow,
  server: string,
  row: SpawnerRow | null,
): Promise<SpawnPageForm> {
  const person = await personOf(core, user)
  if (core.spawner.siteForm) {
    const html = await core.spawner.siteForm(asRun(core, runLike(user, server, row), user, person), core.spawnerContext)
    return html === null ? { kind: "none" } : { kind: "html", html }
  }
  const site = core.config.get("Spawner.options_form")
  if (isPyRef(site)) {
    const stand = standIn(core, runLike(user, server, row), person, {})
    const { result } = await core.spawnerContext.callWithSpawner(site, stand)
    return typeof result === "string" && result !== "" ? { kind: "html", html: result } : { kind: "none" }
  }
  if (site) return { kind: "html", html: site }
  return await ownForm(core, user, person, row)
}

/** A start with the last options is one click: they are what the form begins with. */
async function ownForm(core: Core, user: UserRow, person: Person, row: SpawnerRow | null): Promise<SpawnPageForm> {
  const offer = await offerFor(core, user)
  const form = await core.spawner.form?.(person, offer, core.spawnerContext)
  if (!form) return { kind: "none" }
  if ("html" in form) return { kind: "html", html: form.html }
  const defaults = { ...(form.data.defaults as object | undefined), ...texts(row?.user_options ?? {}) }
  const mail = core.config.get("CarmeHub.mail") !== null
  const queues = await queuesNow(core, form.data.queues)
  const disk = await homeDisk(core, user.name, offer.limits)
  const limits = [...(await withUsage(core, user, form.data.limits)), ...diskLine(disk)]
  const home = disk === null ? {} : { disk: { ...disk, rescue: core.spawner.rescues?.(core.spawnerContext) ?? false } }
  return { kind: "template", template: form.template, data: { ...form.data, queues, limits, defaults, mail, ...home } }
}

/** A spawner knows the limits; how much of them is in use is in the hub's books. */
async function withUsage(core: Core, user: UserRow, limits: unknown): Promise<readonly unknown[]> {
  if (!Array.isArray(limits) || limits.length === 0) return []
  const usage: Readonly<Record<string, number>> = { ...(await usageOfUser(core.db, user.id)) }
  return limits.map((limit: { readonly name?: string; readonly text?: string }) => {
    const used = limit.name === "gpus" || limit.name === "jobs" ? usage[limit.name] : undefined
    return used === undefined ? limit : { ...limit, used, text: `${limit.text}: ${used} in use` }
  })
}

function diskLine(disk: HomeDisk | null): readonly unknown[] {
  if (disk === null) return []
  const meter = disk.limitBytes === null ? {} : { used: disk.usedBytes, limit: disk.limitBytes }
  return [{ name: "disk", text: `home folder: ${disk.text} in use`, ...meter }]
}

/** The form with what a refused attempt held. */
export function withValues(form: SpawnPageForm, fields: Fields): SpawnPageForm {
  if (form.kind !== "template") return form
  const held = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, show(values[0])]))
  return { ...form, data: { ...form.data, defaults: { ...(form.data.defaults as object), ...held } } }
}

/** Form data as user options, by `Spawner.options_from_form`: as lists unless the site says otherwise. */
export async function optionsFromForm(
  core: Core,
  form: SpawnPageForm,
  fields: Fields,
  start: SpawnStart,
): Promise<JsonObject> {
  return withStoredBytes(await asOptions(core, form, fields, start).catch(asBadValue))
}

/** What was filled in is wrong, by the site's function: the form is shown again with its words. */
export const badValue = "form-value"

/** A ValueError of the site's function is about what was filled in: its words belong on the form. */
function asBadValue(error: unknown): never {
  const cause = error instanceof Fault ? error.detail.cause : null
  if (cause instanceof Error && cause.name === "ValueError")
    throw new Refusal(400, cause.message, { code: badValue, cause })
  throw error
}

/** Whose start the form is for. */
export interface SpawnStart {
  readonly user: UserRow
  readonly serverName: string
  readonly rows: ReadonlyMap<string, SpawnerRow>
  /** The fields stand in the address. */
  readonly isQuery?: boolean
}

/** A run that is not there yet, for who only looks at the person and the server. */
function asRun(core: Core, like: ReturnType<typeof runLike>, user: UserRow, person: Person): Run {
  return runView(core, { ...like, id: "", user_id: user.id, demand: blankRun.demand }, person)
}

async function asOptions(
  core: Core,
  form: SpawnPageForm,
  fields: Fields,
  { user, serverName, rows, isQuery = false }: SpawnStart,
): Promise<Readonly<Record<string, unknown>>> {
  if (form.kind === "template") return filledIn(fields)
  if (core.spawner.siteOptions) {
    const person = await personOf(core, user)
    const run = asRun(core, runLike(user, serverName, rows.get(serverName) ?? null), user, person)
    return core.spawner.siteOptions(run, fields, isQuery, core.spawnerContext)
  }
  const how = core.config.get("Spawner.options_from_form")
  if (isPyRef(how)) {
    const like = runLike(user, serverName, rows.get(serverName) ?? null)
    const spawner = pythonStandIn("spawner", standIn(core, like, await personOf(core, user), {}))
    const options = await core.spawnerContext.call(how, [fields], { spawner })
    return typeof options === "object" && options !== null && !Array.isArray(options) ? (options as JsonObject) : {}
  }
  return how === "simple" ? simple(fields) : ({ ...fields } as JsonObject)
}

/** In our own forms an empty field is one that was not filled in. */
function filledIn(fields: Fields): JsonObject {
  const filled = Object.entries(fields).filter(([, values]) => values.some(value => value !== ""))
  return Object.fromEntries(
    filled.map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  ) as JsonObject
}

/** One value stands alone; a ticked box is True. */
function simple(fields: Fields): JsonObject {
  const entries = Object.entries(fields).map(([name, values]) => {
    if (values.length !== 1) return [name, values]
    return [name, values[0] === "on" ? true : values[0]]
  })
  return Object.fromEntries(entries) as JsonObject
}

function texts(options: JsonObject): Record<string, string> {
  const shown = Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === "string" || typeof value === "number") return [[name, String(value)] as const]
    return Array.isArray(value) ? [[name, value.map(line).join("\n")] as const] : []
  })
  return Object.fromEntries(shown)
}

/** A list is lines in a form, and what is copied from one path to another a line with an arrow. */
function line(value: Json): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return show(value)
  const { from, to } = value as { readonly from?: Json; readonly to?: Json }
  return to === undefined ? show(from) : `${show(from)} -> ${show(to)}`
}

function runLike(user: UserRow, server: string, row: SpawnerRow | null) {
  return { user_name: user.name, server_name: server, user_options: row?.user_options ?? {}, job: {} }
}
