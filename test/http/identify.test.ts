/** Who a request is from. */
import t from "tap"
import { issueToken, revokeTokens } from "../../hub/core/users/tokens.ts"
import { findTokenById } from "../../hub/db/tokens.ts"
import { deleteUser, findUserById } from "../../hub/db/users.ts"
import { type ManualClock, manualClock } from "../support/clock.ts"
import { testCore } from "../support/core.ts"

t.test("by token, under both names of the scheme and no other", async t => {
  const hub = await testCore(t)
  const { token } = await issueToken(hub.core, { user: await hub.user("ada"), note: "x", scopes: ["inherit"] })
  const status = async (authorization: string) =>
    (await hub.client().ask("/hub/api/user", { headers: { authorization } })).status
  for (const right of [`token ${token}`, `Bearer ${token}`, `TOKEN  ${token}`]) t.equal(await status(right), 200, right)
  for (const wrong of [`Basic ${token}`, token, `token ${token} x`, "token", `tokens ${token}`, `token ${token}0`]) {
    t.equal(await status(wrong), 403)
  }
  t.equal(await status(`token ${"x".repeat(10_000)}`), 403)
})

t.test("a token beats a cookie; a wrong token leaves the cookie", async t => {
  const hub = await testCore(t)
  const browser = hub.client()
  await browser.login("ada")
  const { token } = await issueToken(hub.core, { user: await hub.user("bob"), note: "x", scopes: ["inherit"] })
  const name = async (authorization: string) =>
    (await browser.ask("/hub/api/user", { headers: { authorization } })).json().name
  t.equal(await name(`token ${token}`), "bob")
  t.equal(await name("token 00000000000000000000000000000000"), "ada")
})

t.test(
  "a cookie of somebody whom the authenticator no longer vouches for leads to the login, without an error",
  async t => {
    let holds = true
    const hub = await testCore(t, {
      parts: {
        authenticator: {
          name: "vouching",
          loginService: "",
          authenticate: async ({ username }) => ({ name: String(username) }),
          refresh: async () => holds,
        },
      },
      settings: { Authenticator: { allow_all: true, auth_refresh_age: 1 } },
      clock: manualClock(),
    })
    const browser = hub.client()
    t.equal((await browser.login("ada")).status, 302)
    t.equal((await browser.ask("/hub/home")).status, 200)
    holds = false
    await (hub.core.clock as ManualClock).advance(2000)
    t.match(await browser.ask("/hub/home"), { status: 302, headers: { location: /^\/hub\/login\?next=/ } })
    t.equal((await browser.api("GET", "/user")).status, 403)
  },
)

t.test("pages take no tokens, metrics do", async t => {
  const hub = await testCore(t)
  const client = await hub.as(await hub.user("ada", { admin: true }))
  t.equal((await client.ask("/hub/home")).status, 302)
  t.equal((await client.ask("/hub/metrics")).status, 200)
  t.equal((await hub.client().ask("/hub/metrics")).status, 403)
})

t.test("a revoked or expired token and a deleted user are nobody at once", async t => {
  const clock = manualClock()
  const hub = await testCore(t, { clock })
  const ada = await hub.user("ada")
  const issue = async (expiresIn?: number) => {
    const { token, row } = await issueToken(hub.core, { user: ada, note: "x", scopes: ["inherit"], expiresIn })
    return { row, status: async () => (await hub.client(token).api("GET", "/user")).status }
  }
  const [revoked, expiring, lasting] = [await issue(), await issue(60), await issue()]
  for (const one of [revoked, expiring, lasting]) t.equal(await one.status(), 200)
  await revokeTokens(hub.core, [revoked.row.id])
  t.equal(await revoked.status(), 403)
  await clock.advance(61_000)
  t.equal(await expiring.status(), 403)
  await deleteUser(hub.core.db, ada.id)
  t.equal(await lasting.status(), 403)
})

t.test("a service is identified as one", async t => {
  const hub = await testCore(t)
  const me = (await (await hub.service("grader", ["list:users"])).api("GET", "/user")).json()
  t.equal(me.kind, "service")
  t.equal(me.name, "grader")
})

t.test("activity is noted, once in activity_resolution, and not for what a server does", async t => {
  const clock = manualClock()
  const hub = await testCore(t, { clock, settings: { JupyterHub: { activity_resolution: 30 } } })
  const ada = await hub.user("ada")
  const { token, row } = await issueToken(hub.core, { user: ada, note: "x", scopes: ["inherit"] })
  const server = await issueToken(hub.core, { user: ada, note: "Server at /user/ada/", scopes: ["inherit"] })
  const last = async () => (await findUserById(hub.core.db, ada.id))?.last_activity?.getTime()
  await hub.client(server.token).api("GET", "/user")
  t.equal(await last(), undefined)
  await hub.client(token).api("GET", "/user")
  const first = await last()
  t.equal(first, clock.now().getTime())
  t.equal((await findTokenById(hub.core.db, row.id))?.last_activity?.getTime(), first)
  await clock.advance(20_000)
  await hub.client(token).api("GET", "/user")
  t.equal(await last(), first)
  await clock.advance(20_000)
  await hub.client(token).api("GET", "/user")
  t.equal(await last(), clock.now().getTime())
})

t.test("a database that does not answer is no wrong token", async t => {
  const hub = await testCore(t)
  const client = await hub.as(await hub.user("ada"))
  await hub.core.db.close()
  const answer = await client.api("GET", "/user")
  t.ok(answer.status >= 500, `${answer.status}`)
})
