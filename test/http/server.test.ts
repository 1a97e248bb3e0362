import { once } from "node:events"
import { type AddressInfo, connect } from "node:net"
import { join } from "node:path"
import t from "tap"
import type { Config } from "../../hub/config/config.ts"
import type { OptionName } from "../../hub/config/options/index.ts"
import { endpoint } from "../../hub/http/endpoint.ts"
import { createHttpApp, listen } from "../../hub/http/server.ts"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"
import { shortFolder } from "../support/short-folder.ts"

t.test("the headers of every reply", async t => {
  const hub = await testCore(t)
  const api = await raw(hub.url, "/hub/api/users")
  t.match(api.headers, {
    "x-jupyterhub-version": "6.1.1",
    "content-security-policy": "frame-ancestors 'none'; report-uri /hub/security/csp-report; default-src 'none'",
    "access-control-allow-headers": "accept, content-type, authorization",
    "content-type": "application/json",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
  })
  t.notOk("x-powered-by" in api.headers)
  t.notOk("access-control-allow-origin" in api.headers)
  const health = await raw(hub.url, "/hub/health")
  t.equal(health.headers["content-security-policy"], "frame-ancestors 'none'; report-uri /hub/security/csp-report")
  t.equal(health.text, "")
})

t.test("an address that cannot be had is told, and which settings name it", async t => {
  const { core, url } = await testCore(t)
  const at = async (ip: string, port: number) => {
    const url = `http://${ip}:${port}`
    const get = ((name: OptionName) =>
      name === "JupyterHub.hub_bind_url" ? url : core.config.get(name)) as Config["get"]
    await listen({ ...core, config: { ...core.config, get } }, createHttpApp(core))
  }
  const taken = Number(new URL(url).port)
  await t.rejects(at("127.0.0.1", taken), {
    message: `The hub cannot listen at 127.0.0.1, port ${taken}: another program does already`,
  })
  await t.rejects(at("192.0.2.1", 0), { message: /192\.0\.2\.1, port 0: this machine does not have .*hub_bind_url/ })
})

t.test("headers that the site sets", async t => {
  const headers = { "X-Frame-Options": "DENY", "Content-Security-Policy": "frame-ancestors https://portal.example" }
  const hub = await testCore(t, { settings: { JupyterHub: { tornado_settings: { headers } } } })
  t.match((await raw(hub.url, "/hub/api")).headers, {
    "x-frame-options": "DENY",
    "content-security-policy": "frame-ancestors https://portal.example",
  })
})

t.test("what is not there, and what cannot be done with it", async t => {
  const hub = await testCore(t)
  const bare = (status: number) => JSON.stringify({ status, message: null }).replaceAll(",", ", ").replaceAll(":", ": ")
  t.match(await raw(hub.url, "/hub/api/nothing"), { status: 404, text: bare(404) })
  t.match(await raw(hub.url, "/hub/api/users;x"), { status: 404, text: bare(404) })
  t.match(await raw(hub.url, "/hub/api/users", { method: "DELETE" }), { status: 405, text: bare(405) })
  t.match(await raw(hub.url, "/hub/api/users", { method: "HEAD" }), { status: 405 })
  t.match(await raw(hub.url, "/hub/health", { method: "HEAD" }), { status: 200 })
  t.match(await raw(hub.url, "/hub/nope"), { status: 404, headers: { "content-type": /text\/html/ } })
  t.match(await raw(hub.url, "/hub/api/users", { method: "OPTIONS" }), { status: 200, text: "" })
  t.match(await raw(hub.url, "/hub/api/nothing", { method: "OPTIONS" }), { status: 404 })
})

t.test("the first row that fits answers, whether its path is text or a pattern", async t => {
  const hub = await testCore(t)
  const row = (method: "get" | "post", path: string, said: string) =>
    endpoint({
      method,
      path,
      summary: said,
      tag: "test",
      handler: "test",
      scopes: "none",
      replies: { 200: null },
      handle: async () => ({ status: 200, body: said }),
    })
  const app = createHttpApp(hub.core, [
    row("get", "/api/early", "text"),
    row("get", "/api/:any", "pattern"),
    row("get", "/api/late", "too late"),
    row("post", "/api/late", "its own method"),
  ])
  const server = app.listen(0, "127.0.0.1")
  t.teardown(() => server.close())
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const ask = async (path: string, method = "GET") => {
    const headers = { host: "x" }
    return (await raw(`http://127.0.0.1:${port}/`, path, { method, headers })).text
  }
  t.equal(await ask("/hub/api/early"), "text")
  t.equal(await ask("/hub/api/early?x=1"), "text")
  t.equal(await ask("/hub/api/late"), "pattern")
  t.equal(await ask("/hub/api/late", "POST"), "its own method")
})

t.test("a path written otherwise is another path, and never a way around the login", async t => {
  const hub = await testCore(t)
  for (const path of [
    "/hub//api/users",
    "/hub/%61pi/users",
    "/hub/./api/users",
    "/hub/api//users",
    "/hub/api/users/",
  ]) {
    t.equal((await raw(hub.url, path)).status, 404, path)
  }
  t.match(await raw(hub.url, "/HUB/api/users"), { status: 302, headers: { location: "/hub/HUB/api/users" } })
  t.match(await raw(hub.url, "/hub/api/users/%zz"), { status: 400 })
})

t.test("too much", async t => {
  const hub = await testCore(t)
  const big = (length: number, body: string) =>
    raw(hub.url, "/hub/api/users", { method: "POST", headers: { "content-length": String(length) }, body })
  t.equal((await big(2 ** 21, "x".repeat(2 ** 21))).status, 413)
  t.equal((await big(2 ** 27, "x")).status, 413, "nobody waits for what is far too much")
  t.equal((await raw(hub.url, "/hub/api", { headers: { "x-long": "x".repeat(20_000) } })).status, 431)
})

t.test("requests that two parsers may read in two ways are refused", async t => {
  const hub = await testCore(t)
  const answers = async (head: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(hub.url).port), "127.0.0.1", () => socket.write(`${head}\r\n\r\n`))
      let text = ""
      socket.on("data", chunk => {
        text += chunk
      })
      socket.on("close", () => resolve(text))
      socket.on("error", reject)
    })
  const post = "POST /hub/api/users HTTP/1.1\r\nHost: x\r\n"
  t.match(await answers(`${post}Content-Length: 5\r\nTransfer-Encoding: chunked`), /^HTTP\/1.1 400/)
  t.match(await answers(`${post}Content-Length: +5`), /^HTTP\/1.1 400/)
  t.match(await answers(`${post}Transfer-Encoding: chunked, identity`), /^HTTP\/1.1 400/)
})

t.test("what the client has already is not sent again", async t => {
  const hub = await testCore(t)
  const first = await raw(hub.url, "/hub/api")
  t.equal(first.headers.etag, '"ee029b46c853484803738fe51764b2450440d623"')
  const again = await raw(hub.url, "/hub/api", { headers: { "if-none-match": first.headers.etag ?? "" } })
  t.match(again, { status: 304, text: "" })
  t.notOk("content-type" in again.headers)
})

t.test("a prefix", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { base_url: "/lab/" } } })
  t.equal((await raw(hub.url, "/lab/hub/api")).status, 200)
  t.match(await raw(hub.url, "/hub/api"), { status: 302, headers: { location: "/lab/hub/hub/api" } })
  t.match(await raw(hub.url, "/lab/user/x/y?z=1"), { status: 302, headers: { location: "/lab/hub/user/x/y?z=1" } })
  t.match(await raw(hub.url, "/lab/user/x"), { status: 301, headers: { location: "/lab/user/x/" } })
})

t.test("on a unix socket, only for the hub's own account", async t => {
  const { core } = await testCore(t)
  const path = join(shortFolder(t), "hub.sock")
  const get = core.config.get
  const config = {
    ...core.config,
    get: ((name: never) =>
      name === "JupyterHub.hub_bind_url" ? `http+unix://${encodeURIComponent(path)}` : get(name)) as typeof get,
  }
  const socket = await listen({ ...core, config }, createHttpApp(core))
  t.teardown(() => socket.close(0))
  t.equal(socket.port, 0)
  const text = await new Promise<string>((resolve, reject) => {
    const client = connect(path, () => client.write("GET /hub/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    let got = ""
    client.on("data", chunk => {
      got += chunk
    })
    client.on("close", () => resolve(got))
    client.on("error", reject)
  })
  t.match(text, /^HTTP\/1.1 200/)
})
