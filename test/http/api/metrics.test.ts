import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("metrics take a scope", async t => {
  const hub = await testCore(t)
  const prometheus = await hub.service("prometheus", ["read:metrics"])
  await prometheus.api("GET", "/user")
  for (const path of ["/hub/metrics", "/hub/api/metrics"]) {
    const answer = await prometheus.ask(path)
    t.match(answer, { status: 200, headers: { "content-type": /^text\/plain; version=/ } })
    t.match(
      answer.text,
      /request_duration_seconds_count\{method="GET",handler="jupyterhub.apihandlers.users.SelfAPIHandler",code="200"\} 1/,
    )
    const refused = await (await hub.service(`x${path.length}`, [])).ask(path)
    t.match(refused, { status: 403, headers: { "content-type": /text\/html/ }, text: /read:metrics/ })
    t.equal((await hub.client().ask(path)).status, 403)
  }
})

t.test("users and servers are counted when the metrics are read", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { authenticate_prometheus: false } } })
  const total = async () => Number(/_total_users (\d+)/.exec((await hub.client().ask("/hub/metrics")).text)?.[1])
  const before = await total()
  await hub.user("ada")
  t.equal(await total(), before + 1)
})

t.test("metrics for all, where the site says so", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { authenticate_prometheus: false } } })
  t.match(await hub.client().ask("/hub/metrics"), { status: 200, text: /jupyterhub_total_users/ })
})
