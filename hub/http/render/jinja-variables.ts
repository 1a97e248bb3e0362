/** What templates that were written for JupyterHub ask of its Python objects: the user with their servers, services, tokens, forms. */
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { serverPath } from "../../core/urls.ts"
import { groupNamesOf } from "../../db/members.ts"
import type { UserRow } from "../../db/rows.ts"
import { serverView } from "../pages/server-view.ts"
import { serversOf } from "../pages/servers-of.ts"
import { bound, Callable } from "./jinja/callable.ts"
import { Markup } from "./jinja/markup.ts"
import { isDict, shown, text, truth } from "./jinja/python-value.ts"
import type { Templates } from "./templates.ts"
import type { Variables } from "./variables.ts"

export async function jinjaVariables(
  core: Core,
  templates: Templates,
  identity: Identity,
  variables: Variables,
): Promise<Variables> {
  const user = identity.user === null ? null : await userObject(core, identity.user, variables.user)
  return {
    ...variables,
    user,
    ...(user === null ? {} : { spawners: user.all_spawners.call([], {}) }),
    parsed_scopes: parsed(identity.scopes),
    services: list(variables.services).map(service => ({ ...service, prefix: service.href, display: true })),
    ...form(templates, variables),
    ...("token_expires_in_options" in variables ? tokens(variables) : {}),
  }
}

async function userObject(core: Core, row: UserRow, view: unknown) {
  const { rows, runs } = await serversOf(core, row)
  const groups = (await groupNamesOf(core.db, [row.name])).get(row.name) ?? []
  const server = (name: string) => ({
    ...serverView(core, row.name, name, rows.get(name) ?? null, runs.get(name) ?? null),
    user_options: rows.get(name)?.user_options ?? {},
  })
  const own = {
    ...server(""),
    options_form: core.spawner.form !== undefined || core.config.isSet("Spawner.options_form"),
  }
  const named = [...rows.keys()]
    .filter(name => name !== "")
    .sort()
    .map(server)
  const servers = [own, ...named]
  return {
    ...(view as object),
    json_escaped_name: JSON.stringify(row.name).slice(1, -1),
    created: row.created,
    last_activity: row.last_activity,
    groups: groups.map(name => ({ name })),
    active: servers.some(one => one.active),
    running: own.ready,
    spawner: own,
    spawners: Object.fromEntries(servers.map(one => [one.name, one])),
    server_url: new Callable(([name = ""]) => serverPath(core.config, row.name, text(name))),
    all_spawners: new Callable((args, names) => {
      const [withDefault = true] = bound(args, names, "include_default")
      return truth(withDefault) ? servers : named
    }),
  }
}

/** A spawner's form, which our own page puts together itself, as the HTML that a page in Jinja expects. */
function form(templates: Templates, { form_template, form_data, spawner_options_form }: Variables): Variables {
  if (typeof spawner_options_form === "string") return {}
  if (typeof form_template !== "string" || !isDict(form_data)) return {}
  return { spawner_options_form: new Markup(templates.render(form_template, form_data)) }
}

function tokens(variables: Variables): Variables {
  const options = list(variables.token_expires_in_options)
  const last = options.length - 1
  const html = options.map(
    ({ seconds, label }, i) =>
      `<option value="${shown(seconds)}"${i === last ? " selected" : ""}>${shown(label)}</option>`,
  )
  return {
    token_expires_in_options_html: new Markup(html.join("")),
    oauth_clients: list(variables.oauth_clients).map(client => ({ ...client, tokens: [{ scopes: client.scopes }] })),
  }
}

/** Scope -> true, or what it is limited to: `{user: ["ada"]}`. */
function parsed(scopes: readonly string[]): Variables {
  const limits: Record<string, true | Record<string, string[]>> = {}
  for (const scope of scopes) {
    const [name = "", limit] = scope.split("!", 2)
    const [kind = "", value = ""] = limit?.split("=", 2) ?? []
    const known = limits[name]
    if (limit === undefined || known === true) limits[name] = true
    else limits[name] = { ...known, [kind]: [...(known?.[kind] ?? []), value] }
  }
  return limits
}

function list(value: unknown): readonly Variables[] {
  return Array.isArray(value) ? value.filter(isDict) : []
}
