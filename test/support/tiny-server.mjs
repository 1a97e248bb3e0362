// A single-user server in miniature: listens at JUPYTERHUB_SERVICE_URL in no time, and lets people in by the hub's
// OAuth login as the real one does. Its first page needs the login; /api is what a hub probes; /echo tells the request
// and /env the environment less its secrets, both open.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

const env = process.env
const url = new URL(env.JUPYTERHUB_SERVICE_URL ?? "http://127.0.0.1:8888/")
const version = env.TINY_VERSION ?? "6.1.1"
/** Cookie value -> access token of who logged in. */
const sessions = new Map()

const server = createServer(async (request, response) => {
  response.setHeader("X-JupyterHub-Version", version)
  const { pathname, searchParams } = new URL(request.url ?? "/", url)
  const json = (status, body) => {
    response.writeHead(status, { "Content-Type": "application/json" })
    response.end(JSON.stringify(body))
  }
  if (pathname.endsWith("/echo"))
    return json(200, { method: request.method, url: request.url, headers: request.headers })
  if (pathname.endsWith("/env")) return json(200, openEnv())
  if (pathname.endsWith("/api")) return json(200, { version, pid: process.pid })
  if (pathname.endsWith("/oauth_callback")) return callback(searchParams, cookies(request), response, json)
  const token = sessions.get(cookies(request).tiny)
  if (!token) return toLogin(response)
  const user = await fetch(`${env.JUPYTERHUB_API_URL}/user`, { headers: { Authorization: `token ${token}` } })
  json(user.status, { user: await user.json(), pid: process.pid, path: pathname })
})

function toLogin(response) {
  const state = randomUUID()
  const query = new URLSearchParams({
    client_id: env.JUPYTERHUB_CLIENT_ID ?? "",
    redirect_uri: env.JUPYTERHUB_OAUTH_CALLBACK_URL ?? "",
    response_type: "code",
    state,
  })
  const location = `${env.JUPYTERHUB_HOST ?? ""}${env.JUPYTERHUB_BASE_URL ?? "/"}hub/api/oauth2/authorize?${query}`
  response.writeHead(302, { Location: location, "Set-Cookie": `tiny-state=${state}; Path=${url.pathname}; HttpOnly` })
  response.end()
}

async function callback(query, given, response, json) {
  if (!query.get("state") || query.get("state") !== given["tiny-state"]) return json(403, { message: "wrong state" })
  const body = new URLSearchParams({
    client_id: env.JUPYTERHUB_CLIENT_ID ?? "",
    client_secret: env.JUPYTERHUB_API_TOKEN ?? "",
    grant_type: "authorization_code",
    code: query.get("code") ?? "",
    redirect_uri: env.JUPYTERHUB_OAUTH_CALLBACK_URL ?? "",
  })
  const answer = await fetch(`${env.JUPYTERHUB_API_URL}/oauth2/token`, { method: "POST", body })
  if (!answer.ok) return json(403, { message: "the hub gave no token", status: answer.status })
  const session = randomUUID()
  sessions.set(session, (await answer.json()).access_token)
  response.writeHead(302, { Location: url.pathname, "Set-Cookie": `tiny=${session}; Path=${url.pathname}; HttpOnly` })
  response.end()
}

function cookies(request) {
  const pairs = (request.headers.cookie ?? "").split(";").map(pair => pair.trim().split("="))
  // The first of a name is the one of the longest path: a named server's, not the default server's.
  return Object.fromEntries(pairs.reverse())
}

function openEnv() {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/TOKEN|SECRET/.test(name)))
}

// As long as the real one keeps a connection open.
server.keepAliveTimeout = 3_600_000
server.listen(Number(url.port), url.hostname)
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0))
