/** XSRF tokens over HTTP: which requests need one, and which tokens count. */
import t, { type Test } from "tap"
import { findUserByName } from "../../hub/db/users.ts"
import { decodeSignedValue } from "../../hub/http/signed-value.ts"
import type { Client } from "../support/client.ts"
import { type TestCore, testCore } from "../support/core.ts"

interface Ask {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly cookie?: string
}

async function loggedIn(t: Test): Promise<{ hub: TestCore; client: Client; ask(ask: Ask): Promise<number> }> {
  const hub = await testCore(t, { settings: { Authenticator: { admin_users: ["ada"] } } })
  const client = hub.client()
  await client.login("ada")
  const ask = async ({ method = "POST", path = "/hub/api/users/bob", headers = {}, body, cookie }: Ask) => {
    const all = { ...headers, ...(cookie === undefined ? {} : { cookie }) }
    return (await client.ask(path, { method, headers: all, ...(body === undefined ? {} : { body }) })).status
  }
  return { hub, client, ask }
}

t.test("a token holds session and login, in JupyterHub's form", async t => {
  const { hub, client } = await loggedIn(t)
  const { core } = hub
  const ada = await findUserByName(core.db, "ada")
  const session = client.jar.get(new URL(client.base), "jupyterhub-session-id")
  const signed = Buffer.from(client.xsrf() ?? "", "base64url").toString()
  const id = decodeSignedValue(core.secrets.cookieSecret, "_xsrf", signed, 31, core.clock.now())
  t.equal(id, `${session}:${ada?.cookie_id}`)
})

t.test("before a login it holds a hash of the browser, for an hour", async t => {
  const { core, client: make } = await testCore(t)
  const client = make()
  const answer = await client.ask("/hub/login", { headers: { "user-agent": "test" } })
  t.match(answer.headers["set-cookie"]?.join(), /_xsrf=[\w-]+; Max-Age=3600; Path=\/hub\//)
  const signed = Buffer.from(client.xsrf() ?? "", "base64url").toString()
  const id = decodeSignedValue(core.secrets.cookieSecret, "_xsrf", signed, 31, core.clock.now())
  t.match(id, /^None:[\w-]{43}=$/)
})

t.test("a POST with the cookie needs the token: as a header or an argument", async t => {
  const { client, ask } = await loggedIn(t)
  const xsrf = client.xsrf() ?? ""
  t.equal(await ask({}), 403)
  t.equal(await ask({ headers: { "x-xsrftoken": `${xsrf}x` } }), 403)
  t.equal(await ask({ headers: { "x-xsrftoken": xsrf } }), 201)
  t.equal(await ask({ path: "/hub/api/users/carol", headers: { "x-csrftoken": xsrf } }), 201)
  t.equal(await ask({ path: `/hub/api/users/dave?_xsrf=${xsrf}` }), 201)
})

t.test("the form of another site cannot be JSON, so that its cookie counts for nothing", async t => {
  const { client, ask } = await loggedIn(t)
  const xsrf = { "x-xsrftoken": client.xsrf() ?? "" }
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/json"]) {
    t.equal(await ask({ headers: { ...xsrf, "content-type": type }, body: "{}" }), 403, type)
  }
  t.equal(await ask({ headers: { ...xsrf, "content-type": "application/json; charset=utf-8" }, body: "{}" }), 201)
})

t.test("an API request of a script needs it for GET too, a page view does not", async t => {
  const { client, ask } = await loggedIn(t)
  const get = (mode?: string, site?: string, path = "/hub/api/user") =>
    ask({
      method: "GET",
      path,
      headers: { ...(mode ? { "sec-fetch-mode": mode } : {}), ...(site ? { "sec-fetch-site": site } : {}) },
    })
  t.equal(await get(), 200)
  t.equal(await get("navigate"), 200)
  t.equal(await get("cors"), 403)
  t.equal(await get("same-origin"), 403)
  t.equal(await get("no-cors", "cross-site"), 403)
  t.equal(await get("no-cors", "same-origin"), 200)
  t.equal(await get("cors", "same-origin", `/hub/api/user?_xsrf=${client.xsrf()}`), 200)
  t.equal(await get("cors", "same-origin", "/hub/home"), 200, "a page")
})

t.test("no-cors and websocket are no excuse for a POST", async t => {
  const { ask } = await loggedIn(t)
  for (const mode of ["no-cors", "websocket", "navigate"]) {
    t.equal(await ask({ headers: { "sec-fetch-mode": mode, "sec-fetch-site": "same-origin" } }), 403, mode)
  }
})

t.test("the token of another login, or from before it, counts for nothing", async t => {
  const { hub, client, ask } = await loggedIn(t)
  const bob = hub.client()
  await bob.ask("/hub/login")
  const anonymous = bob.xsrf() ?? ""
  await bob.login("bob")
  t.not(bob.xsrf(), anonymous, "a login brings a new one")
  const cookies = client.jar.header(new URL("/hub/api/", client.base)) ?? ""
  for (const token of [anonymous, bob.xsrf() ?? ""]) {
    const cookie = cookies.replace(/_xsrf=[^;]+/, `_xsrf=${token}`)
    t.equal(await ask({ headers: { "x-xsrftoken": token }, cookie }), 403)
  }
})

t.test("of several _xsrf cookies the first VALID one counts", async t => {
  const { client, ask } = await loggedIn(t)
  const xsrf = client.xsrf() ?? ""
  const cookies = client.jar.header(new URL("/hub/api/", client.base)) ?? ""
  t.equal(await ask({ headers: { "x-xsrftoken": xsrf }, cookie: `_xsrf=forged; ${cookies}` }), 201)
  t.equal(await ask({ headers: { "x-xsrftoken": "forged" }, cookie: `_xsrf=forged; ${cookies}` }), 403)
})

t.test("a request by API token needs none", async t => {
  const { hub } = await loggedIn(t)
  const ada = await findUserByName(hub.core.db, "ada")
  if (ada === null) throw new Error("ada has not logged in")
  t.equal((await (await hub.as(ada)).api("POST", "/users/erin")).status, 201)
})

t.test("without a login the answer does not tell whether there is one", async t => {
  const { client } = await testCore(t)
  const post = async (headers: Record<string, string>) =>
    (await client().ask("/hub/api/users/x", { method: "POST", headers })).json()
  t.equal((await post({})).message, "Missing or invalid credentials.")
  t.match((await post({ origin: "http://evil.com" })).message, /'_xsrf' argument missing from POST/)
})

t.test("the login form needs the token of its own page", async t => {
  const { client } = await testCore(t)
  const body = "username=ada&password=x"
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  const answer = await client().ask("/hub/login", { method: "POST", headers, body })
  t.equal(answer.status, 403)
  t.match(answer.text, /Login form invalid or expired/)
})
