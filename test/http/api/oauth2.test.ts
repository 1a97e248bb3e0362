/** An OAuth login from end to end, as a single-user server does it, and everything that must not work. */
import { createHash } from "node:crypto"
import t, { type Test } from "tap"
import { dummy } from "../../../authenticators/dummy.ts"
import { hashToken, suppliedRounds } from "../../../hub/core/users/token-hash.ts"
import { saveOAuthClient } from "../../../hub/db/oauth.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import type { Client } from "../../support/client.ts"
import { manualClock } from "../../support/clock.ts"
import { type TestCore, type TestCoreOptions, testCore } from "../../support/core.ts"
import { spawner } from "../../support/rows.ts"

const verifier = "a-verifier-of-the-length-that-pkce-asks-for-0123456789"
const challenge = createHash("sha256").update(verifier).digest("base64url")
const secret = "secret-of-the-server"

const settings = {
  JupyterHub: {
    services: [
      { name: "grader", url: "http://127.0.0.1:1", api_token: "grader-token-0123456789" },
      { name: "trusted", url: "http://127.0.0.1:1", api_token: "trusted-token-012345678", oauth_no_confirm: true },
    ],
    load_roles: [{ name: "user", scopes: ["self", "access:services"] }],
  },
}

interface Place {
  readonly hub: TestCore
  readonly ada: Client
}

/** ada is logged in and has a server, whose OAuth client is there. */
async function place(t: Test, options: TestCoreOptions = {}): Promise<Place> {
  const hub = await testCore(t, { settings, ...options })
  const ada = hub.client()
  await ada.login("ada")
  const user = await findUserByName(hub.core.db, "ada")
  const client = { identifier: "jupyterhub-user-ada", description: "Server at /user/ada/" }
  await saveOAuthClient(hub.core.db, {
    ...client,
    secret: hashToken(secret, suppliedRounds),
    redirect_uri: "/user/ada/oauth_callback",
    allowed_scopes: ["access:servers!server=ada/"],
  })
  await insertSpawner(hub.core.db, spawner({ user_id: user?.id ?? 0, oauth_client_id: client.identifier }))
  return { hub, ada }
}

const own = {
  client_id: "jupyterhub-user-ada",
  redirect_uri: "/user/ada/oauth_callback",
  response_type: "code",
  state: "st&te",
  code_challenge: challenge,
  code_challenge_method: "S256",
}
const grader = { ...own, client_id: "service-grader", redirect_uri: "/services/grader/oauth_callback" }
const exchange = {
  client_id: "jupyterhub-user-ada",
  client_secret: secret,
  grant_type: "authorization_code",
  redirect_uri: "/user/ada/oauth_callback",
  code_verifier: verifier,
}

const authorizeUrl = (query: Record<string, string>) => `/hub/api/oauth2/authorize?${new URLSearchParams(query)}`
const authorize = (client: Client, query: Record<string, string>) => client.ask(authorizeUrl(query))

async function codeOf(client: Client, query: Record<string, string> = own): Promise<string> {
  const { headers } = await authorize(client, query)
  return new URLSearchParams(headers.location?.split("?")[1]).get("code") ?? ""
}

function redeem(hub: TestCore, form: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(form).toString()
  const all = { "content-type": "application/x-www-form-urlencoded", ...headers }
  return hub.client().ask("/hub/api/oauth2/token", { method: "POST", headers: all, body })
}

t.test("the own server: a code at once, then a token that opens just this", async t => {
  const { hub, ada } = await place(t)
  const back = await authorize(ada, own)
  t.equal(back.status, 302)
  const [path, query] = (back.headers.location ?? "").split("?")
  t.equal(path, "/user/ada/oauth_callback")
  const answer = new URLSearchParams(query)
  t.match(answer.get("code"), /^[A-Za-z0-9]{30}$/)
  t.equal(answer.get("state"), "st&te")
  const reply = await redeem(hub, { ...exchange, code: answer.get("code") ?? "" })
  t.equal(reply.status, 200)
  t.match(reply.json(), { access_token: /^[A-Za-z0-9]{30}$/, expires_in: 14 * 86_400, token_type: "Bearer" })
  t.match(reply.json().scope, "access:servers!server=ada/")
  t.equal(reply.headers["cache-control"], "no-store")
  const me = (await hub.client(reply.json().access_token).api("GET", "/user")).json()
  t.equal(me.name, "ada")
  t.equal(me.session_id, ada.jar.get(new URL(ada.base), "jupyterhub-session-id"))
  t.same(me.scopes, ["access:servers!server=ada/", "read:users:groups!user=ada", "read:users:name!user=ada"])
})

t.test("a code is good once, and dead after a wrong try", async t => {
  const { hub, ada } = await place(t)
  const used = await codeOf(ada)
  t.equal((await redeem(hub, { ...exchange, code: used })).status, 200)
  t.match((await redeem(hub, { ...exchange, code: used })).json(), { error: "invalid_grant" })
  const tried = await codeOf(ada)
  t.match((await redeem(hub, { ...exchange, code: tried, code_verifier: "wrong" })).json(), { error: "invalid_grant" })
  t.match((await redeem(hub, { ...exchange, code: tried })).json(), { error: "invalid_grant" })
  const moved = await redeem(hub, { ...exchange, code: await codeOf(ada), redirect_uri: "/elsewhere" })
  t.equal(moved.status, 400)
  const { code_verifier: _, ...without } = exchange
  t.match((await redeem(hub, { ...without, code: await codeOf(ada) })).json(), {
    error: "invalid_request",
    error_description: "Code verifier required.",
  })
})

t.test("a code is good for five minutes", async t => {
  const clock = manualClock()
  const { hub, ada } = await place(t, { clock })
  const code = await codeOf(ada)
  await clock.advance(301_000)
  t.match((await redeem(hub, { ...exchange, code })).json(), { error: "invalid_grant" })
})

t.test("a client proves itself, in the body or by Basic", async t => {
  const { hub, ada } = await place(t)
  const wrong = await redeem(hub, { ...exchange, client_secret: "wrong-secret", code: await codeOf(ada) })
  t.equal(wrong.status, 401)
  t.same(wrong.json(), { error: "invalid_client" })
  t.equal((await redeem(hub, { ...exchange, client_id: "nobody", code: "x" })).status, 401)
  t.equal((await redeem(hub, { ...exchange, client_id: "jupyterhub", client_secret: "", code: "x" })).status, 401)
  const { client_id, client_secret, ...rest } = exchange
  const basic = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`
  t.equal((await redeem(hub, { ...rest, code: await codeOf(ada) }, { authorization: basic })).status, 200)
  const other = { ...exchange, client_id: "service-grader", client_secret: "grader-token-0123456789" }
  t.match((await redeem(hub, { ...other, code: await codeOf(ada) })).json(), { error: "invalid_grant" })
})

t.test("what the token endpoint does not do", async t => {
  const { hub } = await place(t)
  for (const grant_type of ["password", "client_credentials", "refresh_token", ""]) {
    t.match((await redeem(hub, { ...exchange, grant_type, code: "x" })).json(), { error: "unsupported_grant_type" })
  }
  t.match((await redeem(hub, exchange)).json(), { error_description: "Missing code parameter." })
  const query = await hub.client().ask("/hub/api/oauth2/token?code=x", { method: "POST" })
  t.match(query.json(), { error: "invalid_request" })
})

t.test("who is not logged in goes to the login page first", async t => {
  const { hub } = await place(t)
  const answer = await authorize(hub.client(), own)
  t.equal(answer.status, 302)
  t.match(answer.headers.location, /^\/hub\/login\?next=%2Fhub%2Fapi%2Foauth2%2Fauthorize%3F/)
})

t.test("an address that is not the client's never gets the browser", async t => {
  const { ada } = await place(t)
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{ ...own, redirect_uri: "https://evil.com/" }, "Mismatching redirect URI."],
    [{ ...own, redirect_uri: "user/ada/oauth_callback" }, "Invalid redirect URI."],
    [{ ...own, client_id: "nobody" }, "Invalid client_id parameter value."],
    [{ ...own, client_id: "jupyterhub" }, "Invalid client_id parameter value."],
    [{ ...own, client_id: "" }, "Missing client_id parameter."],
  ]
  for (const [query, message] of cases) {
    const answer = await authorize(ada, query)
    t.equal(answer.status, 400, message)
    t.equal(answer.headers.location, undefined)
    t.match(answer.text, message)
  }
  t.equal((await ada.ask(`${authorizeUrl(own)}&client_id=service-grader`)).status, 400)
})

t.test("other errors go back to the client", async t => {
  const { ada } = await place(t)
  const error = async (query: Record<string, string>) => {
    const { headers } = await authorize(ada, query)
    return Object.fromEntries(new URLSearchParams(headers.location?.split("?")[1]))
  }
  t.same(await error({ ...own, response_type: "token" }), { error: "unsupported_response_type", state: "st&te" })
  t.match(await error({ ...own, response_type: "" }), { error_description: "Missing response_type parameter." })
  t.match(await error({ ...own, code_challenge_method: "S512" }), { error: "invalid_request" })
  t.match(await error({ ...own, scope: "no:such" }), { error: "invalid_scope" })
  t.match(await error({ ...own, scope: "admin:users" }), { error: "invalid_scope" }, "not allowed to this client")
})

t.test("PKCE can be asked for", async t => {
  const strict = { JupyterHub: { ...settings.JupyterHub, oauth_require_pkce: true } }
  const { hub, ada } = await place(t, { settings: strict })
  const { code_challenge: _, code_challenge_method: __, ...plain } = own
  t.match((await authorize(ada, plain)).headers.location, /error=invalid_request.*Code\+challenge\+required/)
  t.equal((await redeem(hub, { ...exchange, code: await codeOf(ada) })).status, 200)
})

t.test("another's server is not to be had", async t => {
  const { hub } = await place(t)
  const bob = hub.client()
  await bob.login("bob")
  const answer = await authorize(bob, own)
  t.equal(answer.status, 403)
  t.match(answer.text, "You do not have permission to access")
})

t.test("a service asks, the person agrees, and is not asked again", async t => {
  const { hub, ada } = await place(t)
  const page = await authorize(ada, grader)
  t.equal(page.status, 200)
  t.match(page.text, "JupyterHub service grader")
  const scopes = [...page.text.matchAll(/name="scopes" value="([^"]+)"/g)].map(match =>
    (match[1] ?? "").replaceAll("&#x3D;", "="),
  )
  t.ok(scopes.length > 0)
  const agreed = await ada.submit(authorizeUrl(grader), { scopes })
  t.equal(agreed.status, 302)
  const code = new URLSearchParams(agreed.headers.location?.split("?")[1]).get("code") ?? ""
  const form = { ...exchange, client_id: "service-grader", client_secret: "grader-token-0123456789", code }
  const reply = await redeem(hub, { ...form, redirect_uri: grader.redirect_uri })
  t.equal(reply.status, 200, reply.text)
  t.equal((await authorize(ada, grader)).status, 302)
})

t.test("a service that the site trusts does not ask", async t => {
  const { hub, ada } = await place(t)
  const trusted = { ...grader, client_id: "service-trusted", redirect_uri: "/services/trusted/oauth_callback" }
  t.match((await authorize(ada, trusted)).headers.location, /^\/services\/trusted\/oauth_callback\?code=/)
  // As JupyterHub keeps one that was made over its API.
  await hub.core.db.q("services").where({ name: "trusted" }).update({ from_config: false })
  await hub.core.db.q("api_tokens").where({ client_id: "service-trusted" }).delete()
  t.equal((await authorize(ada, trusted)).status, 200, "one that was made while the hub ran asks")
})

t.test("an agreement needs the page's token, and gives no more than the client may have", async t => {
  const { ada } = await place(t)
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  const forged = await ada.ask(authorizeUrl(grader), { method: "POST", headers, body: "scopes=identify" })
  t.equal(forged.status, 403)
  const greedy = await ada.submit(authorizeUrl(grader), { scopes: ["admin:users"] })
  t.match(greedy.headers.location, /error=invalid_scope/)
  const nothing = await ada.submit(authorizeUrl(grader), {})
  t.match(nothing.headers.location, /code=/)
})

t.test("a login for an application begins at the authenticator's own where the site wants that", async t => {
  const authenticator: { loginUrl?: string } & typeof dummy = { ...dummy, loginUrl: "/hub/oauth_login" }
  const begins = async (hub: TestCore) => (await authorize(hub.client(), own)).headers.location
  const next = encodeURIComponent(authorizeUrl(own))
  t.equal(await begins(await testCore(t, { parts: { authenticator } })), `/hub/login?next=${next}`)
  const wants = { Authenticator: { auto_login_oauth2_authorize: true } }
  const hub = await testCore(t, { settings: wants, parts: { authenticator } })
  t.equal(await begins(hub), `/hub/oauth_login?next=${next}`)
  t.match(await hub.client().ask("/hub/home"), { headers: { location: "/hub/login?next=%2Fhub%2Fhome" } })
  authenticator.loginUrl = "https://idp.example.org/?from=hub"
  t.equal(await begins(hub), authenticator.loginUrl, "its query is its own")
  delete authenticator.loginUrl
  t.equal(await begins(hub), `/hub/login?next=${next}`, "a form is on the hub's login page")
})
