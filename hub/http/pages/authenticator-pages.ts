/** Pages of an authenticator's own, such as /hub/oauth_callback, and those that the site adds: the hub carries the request there, and does what it answers. */
import type { RequestHandler } from "express"
import type { Core } from "../../core/core.ts"
import { anonymous } from "../../core/rbac/identity.ts"
import { knownUser } from "../../core/users/known-user.ts"
import { letIn } from "../../core/users/login.ts"
import { checkThrottle, countFailure, forgetFailures } from "../../core/users/login-throttle.ts"
import type { UserRow } from "../../db/rows.ts"
import type { AuthenticatorPages, PageAnswer, PageVisitor } from "../../plugin/authenticator.ts"
import { HubError } from "../../plugin/errors.ts"
import { clientIp } from "../client.ts"
import { setLoginCookie } from "../cookies.ts"
import type { Call, Reply } from "../endpoint.ts"
import { pipeline } from "../pipeline.ts"
import { renderPage } from "../render/render.ts"
import { webRequest } from "../web-request.ts"
import { checkXsrf, xsrfToken } from "../xsrf.ts"
import { argument } from "./arguments.ts"
import { withQuery } from "./go.ts"
import { loginForm } from "./login.ts"
import { logOut } from "./logout.ts"
import { defaultUrl } from "./next-url.ts"
import { page } from "./page-row.ts"

/** Those of the authenticator go before the hub's own pages, since one may take the place of one; the site's after them. */
export function authenticatorPages(core: Core, pages: AuthenticatorPages | undefined): RequestHandler {
  if (pages === undefined) return (_request, _response, next) => next()
  const row = page({
    path: "/authenticator",
    summary: "A page of the authenticator",
    handler: "jupyterhub.handlers.base.BaseHandler",
    scopes: "none",
    checksXsrf: true,
    handle: call => carry(call, pages),
  })
  const handler = pipeline(core)(row)
  return (request, response, next) => (pages.owns(request.path) ? handler(request, response, next) : next())
}

async function carry(call: Call, pages: AuthenticatorPages): Promise<Reply | null> {
  const { core, request } = call
  const username = request.method === "POST" ? argument(request, "username") : ""
  const ip = clientIp(core, request)
  if (username !== "") checkThrottle(core, ip, username)
  const started = core.clock.monotonic()
  const answer = await pages.answer(webRequest(core, request), await visitor(call), core.authenticatorContext)
  if (answer.login !== null || answer.refused) {
    const status = answer.login === null ? "failure" : "success"
    core.metrics.loginDuration.observe({ status }, (core.clock.monotonic() - started) / 1000)
  }
  if (answer.refused) {
    countFailure(core, ip, username)
    core.log.warn("Failed login", { ip })
  } else if (username !== "" && answer.login !== null) forgetFailures(core, ip, username)
  return heed(call, answer)
}

async function visitor({ core, identity, request, response }: Call): Promise<PageVisitor> {
  return {
    user: identity.user === null ? null : await knownUser(core, identity.user),
    scopes: identity.scopes,
    xsrfToken: xsrfToken(core, identity, request, response),
    xsrfProblem: xsrfProblem({ core, identity, request }),
  }
}

function xsrfProblem({ core, identity, request }: Pick<Call, "core" | "identity" | "request">): string | null {
  try {
    checkXsrf(core, identity, request)
    return null
  } catch (error) {
    if (error instanceof HubError) return error.message
    throw error
  }
}

async function heed(call: Call, answer: PageAnswer): Promise<Reply | null> {
  const { core, request, response } = call
  const user = answer.login === null ? null : await letIn(core, answer.login)
  if (answer.logout) await logOut(call)
  for (const [name, value] of answer.headers) {
    if (name.toLowerCase() === "set-cookie") response.append(name, value)
  }
  if (user !== null) setLoginCookie(core, user, request, response)
  if (answer.page?.name === "login") return loginForm(call, answer.page.variables, answer.status)
  if (answer.page?.name === "logout") return renderPage({ ...call, identity: anonymous }, "logout", {})
  await write(call, answer, user)
  return null
}

async function write(call: Call, answer: PageAnswer, user: UserRow | null): Promise<void> {
  const { response, identity } = call
  for (const [name, value] of answer.headers) if (!ours.includes(name.toLowerCase())) response.setHeader(name, value)
  if (answer.goesOn !== null && answer.status >= 300 && answer.status < 400) {
    const url = await defaultUrl(call, user ?? identity.user)
    response.setHeader("Location", withQuery(url, [...new URLSearchParams(answer.goesOn)]))
  }
  response.statusCode = answer.status
  response.setHeader("Content-Length", answer.body.length)
  response.end(answer.body)
}

/** What the hub says itself, or what belongs to a connection that there is none of. */
const ours: readonly string[] = ["set-cookie", "content-length", "connection", "transfer-encoding", "date", "server"]
