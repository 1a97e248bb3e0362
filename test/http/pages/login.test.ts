import t from "tap"
import { startHub } from "../../support/hub.ts"
import { pageHub } from "../../support/page-hub.ts"

t.test("a person logs in and is sent on", async t => {
  const hub = await pageHub(t)
  const client = hub.client()
  const form = await client.ask("/hub/login?next=%2Fhub%2Ftoken")
  t.equal(form.status, 200)
  t.match(form.headers["content-security-policy"], /script-src 'self';.*frame-ancestors 'none'/)
  t.equal(form.headers["cache-control"], "no-store")
  t.match(form.text, 'action="/hub/login?next&#x3D;%2Fhub%2Ftoken"')
  t.match(form.text, /name="_xsrf" value="[\w-]+"/)
  const other = hub.client()
  for (const who of [other, hub.client(), other]) {
    const { text } = await who.ask("/hub/login?next=%2Fhub%2Ftoken")
    const tokens = [/name="_xsrf" value="([\w-]+)"/, /"xsrf_token":"([\w-]+)"/].map(form => form.exec(text)?.[1])
    t.same(tokens, [who.xsrf(), who.xsrf()], "each browser has a token of its own in the same page")
  }
  t.match((await other.ask("/hub/login?next=%2Fhub%2Fhome")).text, "%2Fhub%2Fhome")
  t.match((await client.login("alice", "x", "/hub/token")).headers.location, "/hub/token")
  t.equal((await client.login("alice", "x")).headers.location, "/hub/spawn", "without next: to the own server")
  t.equal((await client.ask("/hub/login?next=%2Fhub%2Fhome")).headers.location, "/hub/home", "who is logged in goes on")
})

t.test("next never leads away from this hub", async t => {
  const hub = await pageHub(t)
  for (const next of [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
  ]) {
    const answer = await hub.client().login("alice", "x", next)
    t.equal(answer.status, 302, next)
    t.notMatch(answer.headers.location, /^(\/[/\\\t]|\w+:)/, next)
  }
})

t.test("a wrong password shows the form again, with the name", async t => {
  const hub = await pageHub(t, { settings: { DummyAuthenticator: { password: "right" } } })
  const client = hub.client()
  const answer = await client.login('<b>"eve', "wrong")
  t.equal(answer.status, 403)
  t.match(answer.text, "Invalid username or password")
  t.match(answer.text, 'value="&lt;b&gt;&quot;eve"')
  t.equal(client.jar.get(new URL("/hub/", hub.origin), "jupyterhub-hub-login"), null)
  t.equal((await client.login("alice", "right")).status, 302, "the form that came back works")
})

t.test("a name of megabytes is neither shown nor logged", async t => {
  const hub = await pageHub(t, { settings: { DummyAuthenticator: { password: "right" } } })
  const name = `x\n${"y".repeat(500_000)}`
  const answer = await hub.client().login(name, "wrong")
  t.equal(answer.status, 403)
  t.ok(answer.text.length < 20_000)
  t.ok(hub.log().length < 20_000)
})

t.test("a form without a valid token is shown again", async t => {
  const hub = await pageHub(t)
  const client = hub.client()
  await client.ask("/hub/login")
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  for (const xsrf of ["", "&_xsrf=wrong"]) {
    const answer = await client.ask("/hub/login", { method: "POST", headers, body: `username=alice&password=x${xsrf}` })
    t.equal(answer.status, 403)
    t.match(answer.text, "Login form invalid or expired. Try again.")
    t.match(answer.text, 'value="alice"')
  }
})

t.test("a second factor has its field, and login_service its button", async t => {
  const hub = await pageHub(t, { settings: { Authenticator: { request_otp: true, otp_prompt: "Code <1>:" } } })
  const form = await hub.client().ask("/hub/login")
  t.match(form.text, "Code &lt;1&gt;:")
  t.match(form.text, 'name="otp"')
})

t.test("announcement_login takes the place of announcement", async t => {
  const template_vars = { announcement: "for all", announcement_login: "<b>for the login</b>" }
  const hub = await pageHub(t, { settings: { JupyterHub: { template_vars } } })
  const form = await hub.client().ask("/hub/login")
  t.match(form.text, "<b>for the login</b>")
  t.notMatch(form.text, "for all")
  t.match((await (await hub.as("alice")).ask("/hub/token")).text, "for all")
})

t.test("no header that a browser sends through the proxy chooses whom the throttle counts", async t => {
  const hub = await startHub(t, { settings: { DummyAuthenticator: { password: "right" } } })
  const client = hub.client()
  const { text } = await client.ask("/hub/login")
  const xsrf = /name="_xsrf" value="([\w-]+)"/.exec(text)?.[1] ?? ""
  const body = new URLSearchParams({ username: "ada", password: "wrong", _xsrf: xsrf }).toString()
  const type = "application/x-www-form-urlencoded"
  const statuses: number[] = []
  for (let i = 0; i < 30; i++) {
    const headers = {
      "Content-Type": type,
      "X-Real-IP": `10.0.0.${i}`,
      "X-Forwarded-For": `10.0.1.${i}`,
      Forwarded: `for=10.0.2.${i}`,
    }
    statuses.push((await client.ask("/hub/login", { method: "POST", body, headers })).status)
  }
  t.ok(statuses.filter(status => status === 429).length >= 20, statuses.join())
  t.notMatch(hub.log(), /10\.0\.[012]\.\d/)
})
