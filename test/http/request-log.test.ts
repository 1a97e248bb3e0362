import t from "tap"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"

t.test("each request is a line as JupyterHub writes it", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  await alice.api("GET", "/user")
  t.match(hub.log(), /\[I [^\]]*JupyterHub[^\]]*\] 200 GET \/hub\/api\/user \(alice@127\.0\.0\.1\) \d+\.\d\dms/)
  await raw(hub.url, "/user/x/lab")
  t.match(hub.log(), /\[I [^\]]*\] 302 GET \/user\/x\/lab -> \/hub\/user\/x\/lab \(@127\.0\.0\.1\)/)
  await raw(hub.url, "/hub/api/users")
  t.match(hub.log(), /\[W [^\]]*\] 403 GET \/hub\/api\/users/)
  await raw(hub.url, "/hub/health")
  t.match(hub.log(), /\[D [^\]]*\] 200 GET \/hub\/health/)
})

t.test("secrets in addresses stay out, and a line stays a line", async t => {
  const hub = await testCore(t)
  await raw(hub.url, "/hub/api/users?token=canary1&x=2&auth_key=canary2")
  await raw(hub.url, "/hub/api/authorizations/token/canary3")
  await raw(hub.url, `/hub/nope?${"y".repeat(9000)}`)
  t.notMatch(hub.log(), /canary/)
  t.match(hub.log(), /token=\[secret\]&x=2&auth_key=\[secret\]/)
  t.ok(
    hub
      .log()
      .split("\n")
      .every(line => line.length < 2500),
  )
})

t.test("the address is the browser's, as the proxy tells it", async t => {
  const hub = await testCore(t)
  await raw(hub.url, "/hub/api", { headers: { "x-forwarded-for": "203.0.113.7" } })
  t.match(hub.log(), /\(@203\.0\.113\.7\)/)
})

t.test("durations by handler; methods that nobody knows are one", async t => {
  const hub = await testCore(t)
  await raw(hub.url, "/hub/api/users")
  await raw(hub.url, "/hub/api/users", { method: "PROPFIND" })
  const text = await hub.core.metrics.registry.metrics()
  t.match(
    text,
    /request_duration_seconds_count\{method="GET",handler="jupyterhub.apihandlers.users.UserListAPIHandler",code="403"\} 1/,
  )
  t.match(text, /method="other"/)
  t.notMatch(text, /PROPFIND/)
})
