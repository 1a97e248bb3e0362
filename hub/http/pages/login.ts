/** /hub/login: the login form, and what becomes of it. */
import { STATUS_CODES } from "node:http"
import { hubPrefix } from "../../core/urls.ts"
import { authenticate } from "../../core/users/login.ts"
import type { Credentials } from "../../plugin/authenticator.ts"
import { HubError, Refusal } from "../../plugin/errors.ts"
import { clientIp } from "../client.ts"
import { setLoginCookie } from "../cookies.ts"
import type { Call, Reply } from "../endpoint.ts"
import { renderPage } from "../render/render.ts"
import { siteOf } from "../render/site.ts"
import { isNavigation } from "../request-kind.ts"
import { webRequest } from "../web-request.ts"
import { checkXsrf, renewXsrf, xsrfToken } from "../xsrf.ts"
import { argument, bodyFields } from "./arguments.ts"
import { go, withQuery } from "./go.ts"
import { nextUrl } from "./next-url.ts"
import { page } from "./page-row.ts"

const handler = "jupyterhub.handlers.login.LoginHandler"

export const loginPages = [
  page({ path: "/login", summary: "The login form", handler, scopes: "none", statuses: [302, 403], handle: showLogin }),
  page({
    method: "post",
    path: "/login",
    summary: "Log in with name and password",
    handler,
    scopes: "none",
    statuses: [302, 403, 429],
    // A form that was open too long is shown again with a word about it, not as an error page.
    checksXsrf: true,
    handle: logIn,
  }),
]

async function showLogin(call: Call): Promise<Reply | null> {
  const { core, identity, request, response } = call
  if (identity.user !== null) {
    // The cookie of a single-user server may be gone or old while the hub's is fine: it is set anew.
    setLoginCookie(core, identity.user, request, response)
    return go(await nextUrl(call, identity.user))
  }
  if (core.config.get("Authenticator.auto_login")) return await autoLogin(call)
  if (isNavigation(request)) renewXsrf(core, identity, request, response)
  return await loginForm(call, { username: argument(request, "username") }, 200)
}

/** To where the login begins; where that is here, the request itself says who it is. */
async function autoLogin(call: Call): Promise<Reply | null> {
  const { loginUrl } = call.core.authenticator
  if (loginUrl === undefined) return await logInAs(call, credentials(call))
  const asked = argument(call.request, "next") !== ""
  return go(asked ? withQuery(loginUrl, [["next", await nextUrl(call, null)]]) : loginUrl)
}

async function logIn(call: Call): Promise<Reply | null> {
  const sent = credentials(call)
  try {
    checkXsrf(call.core, call.identity, call.request)
  } catch (error) {
    if (!(error instanceof HubError) || !isNavigation(call.request)) throw error
    call.core.log.warn("XSRF check of a login form failed", { reason: error.message })
    return await loginForm(
      call,
      { username: sent.username, login_error: "Login form invalid or expired. Try again." },
      403,
    )
  }
  try {
    return await logInAs(call, sent)
  } catch (error) {
    if (!(error instanceof Refusal) || !isNavigation(call.request)) throw error
    for (const [name, value] of Object.entries(error.detail.headers ?? {})) call.response.setHeader(name, value)
    const message = error.message || (STATUS_CODES[error.status] ?? "")
    return await loginForm(call, { username: shown(sent.username), login_error: message }, error.status)
  }
}

async function logInAs(call: Call, sent: Credentials): Promise<Reply | null> {
  const { core, request, response } = call
  const user = await authenticate(core, sent)
  if (user === null) {
    if (request.method === "GET") throw new Refusal(403, "")
    return await loginForm(call, { username: shown(sent.username), login_error: "Invalid username or password" }, 403)
  }
  setLoginCookie(core, user, request, response)
  return go(await nextUrl(call, user))
}

export function loginForm(call: Call, variables: Readonly<Record<string, unknown>>, status: number): Promise<null> {
  const { config, authenticator } = call.core
  const next = encodeURIComponent(argument(call.request, "next"))
  const login = `${hubPrefix(config)}login`
  const form = {
    next,
    login_url: login,
    authenticator_login_url: `${authenticator.loginUrl ?? login}?next=${next}`,
    authenticator: {
      request_otp: config.get("Authenticator.request_otp"),
      otp_prompt: config.get("Authenticator.otp_prompt"),
    },
  }
  const all = { ...form, ...variables }
  return renderPage(call, "login", { ...all, ...customHtml(call, all) }, status)
}

/** What an authenticator shows in place of the form, in Jinja. What people typed stays text in it. */
function customHtml({ core, identity, request, response }: Call, form: Readonly<Record<string, unknown>>) {
  const source = core.authenticator.customHtml
  if (!source) return {}
  const xsrf = xsrfToken(core, identity, request, response)
  return { custom_html: siteOf(core).templates.renderText(source, { ...form, xsrf }), site_html: true }
}

/** The name is trimmed; a password may begin and end with blanks. */
function credentials(call: Call): Credentials {
  const fields = Object.fromEntries(
    Object.entries(bodyFields(call.request)).flatMap(([name, values]) => {
      const value = values.at(-1)
      return typeof value === "string" ? [[name, name === "username" ? value.trim() : value]] : []
    }),
  )
  const { username = "", password = "", otp } = fields
  return { username, password, ...(otp === undefined ? {} : { otp }), fields, ...requestOf(call) }
}

function requestOf({ core, request, signal }: Call): Pick<Credentials, "ip" | "request" | "signal"> {
  return { ip: clientIp(core, request), request: webRequest(core, request), signal }
}

/** What was typed comes back on the page, but no flood of it. */
function shown(username: string): string {
  return username.length > 32 ? `${username.slice(0, 16)}...(${username.length} chars)` : username
}
