/** The cookies of a login and a logout, as browsers get them. */
import t, { type Test } from "tap"
import { issueToken } from "../../hub/core/users/tokens.ts"
import { findUserByName } from "../../hub/db/users.ts"
import { createSignedValue, decodeSignedValue } from "../../hub/http/signed-value.ts"
import { manualClock } from "../support/clock.ts"
import { type TestCoreOptions, testCore } from "../support/core.ts"

/** The Set-Cookie lines of a login. */
async function login(t: Test, options: TestCoreOptions = {}, headers: Record<string, string> = {}) {
  const hub = await testCore(t, options)
  const client = hub.client()
  await client.ask(path(client.base, "login"))
  const answer = await client.ask(path(client.base, "login"), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: `username=ada&password=x&_xsrf=${client.xsrf()}`,
  })
  t.equal(answer.status, 302)
  return { hub, client, set: answer.headers["set-cookie"] ?? [] }
}

function path(base: string, page: string): string {
  return `${new URL(base).pathname}hub/${page}`
}

const named = (set: readonly string[], name: string) => set.find(line => line.startsWith(`${name}=`)) ?? ""
const valueOf = (line: string) => line.slice(line.indexOf("=") + 1, line.indexOf(";")).replace(/^"(.*)"$/, "$1")

t.test("a login sets the signed cookie_id, a session id and a new XSRF token", async t => {
  const { hub, set } = await login(t)
  const user = await findUserByName(hub.core.db, "ada")
  const line = named(set, "jupyterhub-hub-login")
  const { cookieSecret } = hub.core.secrets
  const now = hub.core.clock.now()
  t.equal(decodeSignedValue(cookieSecret, "jupyterhub-hub-login", valueOf(line), 1, now), user?.cookie_id)
  t.match(line, /; HttpOnly; Path=\/hub\/$/)
  const expires = new Date(/expires=([^;]+)/.exec(line)?.[1] ?? "").getTime() - now.getTime()
  t.ok(Math.abs(expires - 30 * 86_400_000) < 60_000, "30 days in the browser")
  t.match(named(set, "jupyterhub-session-id"), /^jupyterhub-session-id=[0-9a-f]{32}; HttpOnly; Path=\/$/)
  const xsrf = named(set, "_xsrf")
  t.match(xsrf, /; Path=\/hub\/$/)
  t.notMatch(xsrf, /HttpOnly|Max-Age/)
})

t.test("behind https they are Secure, and under the base URL they stay", async t => {
  const settings = { JupyterHub: { base_url: "/prefix/" } }
  const { set } = await login(t, { settings }, { "x-forwarded-proto": "https" })
  t.match(named(set, "jupyterhub-hub-login"), /Path=\/prefix\/hub\/; Secure$/)
  t.match(named(set, "jupyterhub-session-id"), /Path=\/prefix\/; Secure$/)
})

t.test("the __Host- prefix brings what browsers ask for with it", async t => {
  const { set } = await login(t, { settings: { JupyterHub: { cookie_host_prefix_enabled: true } } })
  t.match(named(set, "__Host-jupyterhub-hub-login"), /HttpOnly; Path=\/; Secure$/)
})

t.test("cookie_options of the site are added", async t => {
  const tornado_settings = { cookie_options: { SameSite: "Strict" } }
  const { set } = await login(t, { settings: { JupyterHub: { tornado_settings } } })
  t.match(named(set, "jupyterhub-hub-login"), /SameSite=Strict/)
  t.match(named(set, "_xsrf"), /SameSite=Strict/)
})

t.test("a login counts for cookie_max_age_days, whatever the browser keeps", async t => {
  const clock = manualClock()
  const { client } = await login(t, { clock, settings: { JupyterHub: { cookie_max_age_days: 2 } } })
  await clock.advance(1.9 * 86_400_000)
  t.equal((await client.api("GET", "/user")).status, 200)
  await clock.advance(0.2 * 86_400_000)
  t.equal((await client.api("GET", "/user")).status, 403)
})

t.test("a forged cookie is cleared and logs nobody in", async t => {
  const hub = await testCore(t)
  const ada = await hub.user("ada")
  const forged = createSignedValue(Buffer.alloc(32, 1), "jupyterhub-hub-login", ada.cookie_id, hub.core.clock.now())
  const answer = await hub.client().ask("/hub/api/user", { headers: { cookie: `jupyterhub-hub-login=${forged}` } })
  t.equal(answer.status, 403)
  t.match(answer.headers["set-cookie"]?.join(), /jupyterhub-hub-login="";.*1970/)
})

t.test("a forged cookie before the right one does not hide it", async t => {
  const { client } = await login(t)
  const jar = client.jar.header(new URL("/hub/api/user", client.base))
  const answer = await client.ask("/hub/api/user", { headers: { cookie: `jupyterhub-hub-login=x; ${jar}` } })
  t.equal(answer.status, 200)
})

t.test("a logout clears the cookies and ends the session's OAuth tokens, of this person only", async t => {
  const { hub, client } = await login(t)
  const ada = await findUserByName(hub.core.db, "ada")
  const bob = await hub.user("bob")
  if (ada === null) throw new Error("ada has not logged in")
  const sessionId = client.jar.get(new URL(client.base), "jupyterhub-session-id")
  const mine = await issueToken(hub.core, { user: ada, note: "", scopes: ["inherit"], sessionId })
  const other = await issueToken(hub.core, { user: ada, note: "", scopes: ["inherit"], sessionId: "another" })
  const bobs = await issueToken(hub.core, { user: bob, note: "", scopes: ["inherit"], sessionId })
  const status = async (token: string) => (await hub.client(token).api("GET", "/user")).status
  t.equal(await status(mine.token), 200)
  const cleared = (await client.ask("/hub/logout")).headers["set-cookie"]?.join("\n") ?? ""
  for (const name of ["jupyterhub-hub-login", "jupyterhub-session-id", "_xsrf"]) {
    t.match(cleared, new RegExp(`${name}="";.*expires=Thu, 01 Jan 1970`))
  }
  t.same(await Promise.all([mine, other, bobs].map(made => status(made.token))), [403, 200, 200])
  t.equal((await client.api("GET", "/user")).status, 403)
})

t.test("a logout that nobody logged in for ends no session", async t => {
  const hub = await testCore(t)
  const ada = await hub.user("ada")
  const { token } = await issueToken(hub.core, { user: ada, note: "", scopes: ["inherit"], sessionId: "of-ada" })
  await hub.client().ask("/hub/logout", { headers: { cookie: "jupyterhub-session-id=of-ada" } })
  t.equal((await hub.client(token).api("GET", "/user")).status, 200)
})
