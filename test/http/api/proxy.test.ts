import t from "tap"
import { testCore } from "../../support/core.ts"

t.test("the routes, in pages for those who ask for them", async t => {
  const hub = await testCore(t)
  await hub.core.proxy.addRoute("/user/a/", "http://127.0.0.1:1", { jupyterhub: true, user: "a", server_name: "" })
  await hub.core.proxy.addRoute("/", "http://127.0.0.1:2", { jupyterhub: true, hub: true })
  const admin = await hub.service("admin", ["proxy"])
  t.same((await admin.api("GET", "/proxy")).json(), {
    "/": { routespec: "/", target: "http://127.0.0.1:2", data: { hub: true } },
    "/user/a/": { routespec: "/user/a/", target: "http://127.0.0.1:1", data: { user: "a", server_name: "" } },
  })
  const accept = { accept: "application/jupyterhub-pagination+json" }
  const page = (await admin.api("GET", "/proxy?limit=1", undefined, accept)).json()
  t.same(Object.keys(page.items), ["/"])
  t.match(page._pagination, { total: 2, next: { offset: 1 } })
  t.equal((await (await hub.service("nobody", [])).api("GET", "/proxy")).status, 403)
})

t.test("a check mends them", async t => {
  const hub = await testCore(t)
  await hub.core.proxy.addRoute("/user/gone/", "http://127.0.0.1:1", {
    jupyterhub: true,
    user: "gone",
    server_name: "",
  })
  const admin = await hub.service("admin", ["proxy"])
  t.match(await admin.api("POST", "/proxy"), { status: 200, text: "" })
  t.same(
    (await hub.core.proxy.listRoutes()).map(route => route.routespec),
    ["/"],
  )
})

t.test("another proxy", async t => {
  const moves: unknown[] = []
  const plain = await testCore(t)
  const hub = await testCore(t, { parts: { proxy: { ...plain.core.proxy, relocate: to => void moves.push(to) } } })
  const admin = await hub.service("admin", ["proxy"])
  t.equal((await admin.api("PATCH", "/proxy", { api_url: "http://10.0.0.1:8001", auth_token: "x" })).status, 200)
  t.same(moves, [{ apiUrl: "http://10.0.0.1:8001", authToken: "x" }])
  t.match((await admin.api("PATCH", "/proxy")).json(), { status: 400, message: "need JSON body" })
  t.match((await admin.api("PATCH", "/proxy", "[]")).json(), { status: 400, message: "Request body must be JSON dict" })
  for (const api_url of ["file:///etc/passwd", 5, {}])
    t.equal((await admin.api("PATCH", "/proxy", { api_url })).status, 400)
  for (const auth_token of ["", "two words", "line\nbreak", "\u20ac"])
    t.equal((await admin.api("PATCH", "/proxy", { auth_token })).status, 400)
  t.match(await (await plain.service("admin", ["proxy"])).api("PATCH", "/proxy", { auth_token: "x" }), { status: 400 })
})
