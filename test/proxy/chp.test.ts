/** The proxy plugin with the real configurable-http-proxy: routes, unix sockets, an external proxy. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { Refusal } from "../../hub/plugin/errors.ts"
import { backend, proxyAt, proxyPlace } from "../support/proxy.ts"
import { shortFolder } from "../support/short-folder.ts"

t.test("routes are added, listed, used and deleted, escaped names among them", async t => {
  const here = await proxyPlace(t)
  const { proxy, metrics } = await proxyAt(t, here)
  await proxy.start()
  const target = await backend(t, "server")
  const specs = ["/user/alice/", "/user/al%20ice%26b@x/lab-1/", "/user/%C3%BC~'x'/".replaceAll("'", "%27"), "/"]
  for (const spec of specs) await proxy.addRoute(spec, target, { user: "x", server_name: "" })
  const routes = await proxy.listRoutes()
  t.same(routes.map(route => route.routespec).sort(), [...specs].sort())
  t.ok(routes.every(route => route.target === target && route.data.user === "x" && route.lastActivity instanceof Date))
  t.equal(
    await (await fetch(`${here.url}/user/al%20ice%26b@x/lab-1/tree`)).text(),
    "server /user/al%20ice%26b@x/lab-1/tree",
  )
  for (const spec of specs) await proxy.deleteRoute(spec)
  await proxy.deleteRoute("/user/never/")
  t.same(await proxy.listRoutes(), [])
  const counts = (await metrics.proxyDeleteDuration.get()).values.filter(v => v.metricName?.endsWith("_count"))
  t.equal(counts.find(v => v.labels.status === "success")?.value, specs.length + 1)
})

t.test("both sides may be unix sockets", async t => {
  const here = await proxyPlace(t)
  const folder = shortFolder(t)
  const socket = (name: string) => `http+unix://${encodeURIComponent(join(folder, name))}`
  const { proxy } = await proxyAt(t, here, undefined, {
    "JupyterHub.bind_url": socket("public.sock"),
    "ConfigurableHTTPProxy.api_url": socket("api.sock"),
  })
  await proxy.start()
  await proxy.addRoute("/user/a/", "http://127.0.0.1:9", { user: "a", server_name: "" })
  t.equal((await proxy.listRoutes()).length, 1)
  await proxy.stop()
  t.notOk(existsSync(join(folder, "api.sock")))
})

t.test("an external proxy is neither started nor stopped, and its token has to be known", async t => {
  const here = await proxyPlace(t)
  const external = { "Proxy.should_start": false }
  await t.rejects(proxyAt(t, here, undefined, external), Refusal)
  const { proxy: owner } = await proxyAt(t, here, undefined, { "ConfigurableHTTPProxy.auth_token": "right" })
  await owner.start()
  const { proxy } = await proxyAt(t, here, undefined, { ...external, "ConfigurableHTTPProxy.auth_token": "wrong" })
  await t.rejects(proxy.start(), { message: /does not take the hub's token/ })
  proxy.relocate?.({ authToken: "right" })
  await proxy.start()
  await proxy.stop()
  t.same(await owner.listRoutes(), [], "it still runs")
})
