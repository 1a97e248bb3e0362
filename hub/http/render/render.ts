/** Renders pages: a template with the common variables and its own, and the page of an error. */
import { STATUS_CODES } from "node:http"
import type { Request, Response } from "express"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { basePrefix, hubPrefix } from "../../core/urls.ts"
import { HubError } from "../../plugin/errors.ts"
import { callState } from "../call-state.ts"
import type { Call } from "../endpoint.ts"
import { identify } from "../identify.ts"
import { xsrfToken } from "../xsrf.ts"
import { setPageHeaders } from "./headers.ts"
import { jinjaVariables } from "./jinja-variables.ts"
import { tokenPlace } from "./kept-pages.ts"
import { siteOf } from "./site.ts"
import { commonVariables, type Variables } from "./variables.ts"

export type PageCall = Pick<Call, "core" | "identity" | "request" | "response">

/**
 * Sends the page. `site_html: true` in the variables says that it holds HTML of the site that may bring scripts, and
 * `script_nonce` that scripts with that nonce stand in the page.
 */
export async function renderPage(call: PageCall, template: string, variables: Variables, status = 200): Promise<null> {
  const { core, identity, request, response } = call
  return await send(call, template, variables, status, xsrfToken(core, identity, request, response))
}

async function send(
  call: PageCall,
  template: string,
  variables: Variables,
  status: number,
  xsrf: string,
): Promise<null> {
  const { core, identity, request, response } = call
  const site = siteOf(core)
  const siteHtml = variables.site_html === true || site.templates.overridden
  const nonce = typeof variables.script_nonce === "string" ? variables.script_nonce : undefined
  // What is shown to everybody alike is rendered once.
  const isKept = identity.kind === "anonymous" && status === 200 && !siteHtml && nonce === undefined
  const token = isKept ? tokenPlace : xsrf
  const common = await commonVariables(core, site, identity, token, template)
  const plain = {
    ...common,
    ...variables,
    jhdata: jhdata(core, call, variables, token),
    site_templates: site.templates.overridden,
  }
  const all = site.templates.jinja ? await jinjaVariables(core, site.templates, identity, plain) : plain
  const render = () => site.templates.render(template, all)
  const html = isKept ? site.keptPages.text(template, all, xsrf, render) : render()
  setPageHeaders(core.config, response, { siteHtml, nonce })
  response.statusCode = status
  response.setHeader("Content-Length", Buffer.byteLength(html))
  response.end(request.method === "HEAD" ? undefined : html)
  return null
}

/** `{status}.hbs` where there is one, else `error.hbs`. */
export async function renderError(core: Core, request: Request, response: Response, error: unknown): Promise<void> {
  const status = error instanceof HubError ? error.status : 500
  const { templates } = siteOf(core)
  const variables = {
    status_code: status,
    status_message: STATUS_CODES[status] ?? "Unknown HTTP Error",
    message: error instanceof HubError ? error.message : "",
    message_html: error instanceof HubError ? error.detail.messageHtml : undefined,
    request_id: response.getHeader("X-Request-ID"),
  }
  const identity = await whoAsks(core, request, response)
  const call = { core, identity, request, response }
  // A page of nobody's has no form. A cookie set here could take the place of the one that a form in another tab needs.
  const xsrf = identity.kind === "anonymous" ? "" : xsrfToken(core, identity, request, response)
  await send(call, templates.has(String(status)) ? String(status) : "error", variables, status, xsrf)
}

/** An address that no page has was answered before anybody was identified. */
async function whoAsks(core: Core, request: Request, response: Response): Promise<Identity> {
  const known = callState(response).identity
  if (known.kind !== "anonymous") return known
  try {
    return await identify(core, request, response)
  } catch {
    // What cannot be found out because the database is away must not keep the error from being told.
    return known
  }
}

/** `window.jhdata`, which scripts of JupyterHub's world read. */
function jhdata(core: Core, { identity }: PageCall, variables: Variables, xsrf: string) {
  return {
    base_url: hubPrefix(core.config),
    prefix: basePrefix(core.config),
    ...(identity.user === null ? {} : { user: identity.user.name }),
    admin_access: variables.admin_access === true,
    options_form: core.spawner.form !== undefined || core.config.isSet("Spawner.options_form"),
    xsrf_token: xsrf,
  }
}
