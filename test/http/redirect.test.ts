/** The table of what `next` may be, with the tricks that browsers fall for. */
import type { Request } from "express"
import t from "tap"
import type { Core } from "../../hub/core/core.ts"
import { safeNext } from "../../hub/http/redirect.ts"
import { testConfig } from "../support/config.ts"

const host = "hub.example.org"

function request(headers: Record<string, string> = {}): Request {
  const all: Record<string, string> = { host, ...headers }
  const socket = { remoteAddress: "127.0.0.1" }
  return { headers: all, get: (name: string) => all[name.toLowerCase()], socket } as unknown as Request
}

const plain = { config: await testConfig(t.testdir()) } as Core

t.test("a path on this hub stays as it is", async t => {
  for (const next of ["/", "/hub/home", "/user/z/?a=b#c", "/user/a%20b/tree?x=%2F%2Fe", "/.//e"]) {
    t.equal(safeNext(plain, request(), next), next)
  }
})

t.test("our own address becomes a path", async t => {
  t.equal(safeNext(plain, request(), `http://${host}/user/ada/`), "/user/ada/")
  t.equal(safeNext(plain, request(), `//${host}/user/ada/?x=1#y`), "/user/ada/?x=1#y")
  t.equal(safeNext(plain, request(), `http://${host}`), "/")
  t.equal(safeNext(plain, request(), `http://${host}//evil.com`), "/evil.com")
  t.equal(safeNext(plain, request(), `http://${host}///evil.com`), "/evil.com")
})

t.test("everything that leads elsewhere is refused", async t => {
  const elsewhere = [
    "//evil.com",
    "///evil.com",
    "////evil.com",
    "\\\\\\\\evil.com",
    "https:evil.com",
    "http:///evil.com",
    "http://evil.com/",
    `http://${host}@evil.com/`,
    `http://${host}.evil.com/`,
    `https://${host}:8443/x`,
    `http://evil.com\\@${host}/`,
    `javascript://${host}/%0aalert(1)`,
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.com",
    "hub/home",
    "?x",
    "",
  ]
  for (const next of elsewhere) t.equal(safeNext(plain, request(), next), null, JSON.stringify(next))
})

t.test("characters that browsers drop are refused", async t => {
  const dropped = ["/\t/evil.com", "\t//evil.com", "/\n/evil.com", " //evil.com", "\0//evil.com", "//\tevil.com"]
  const split = ["/x\r\nSet-Cookie: a=b", "/x\r", "/\u0085/evil", "/x ", "/\ud800"]
  for (const next of [...dropped, ...split]) t.equal(safeNext(plain, request(), next), null, JSON.stringify(next))
})

t.test("a backslash is no slash", async t => {
  t.equal(safeNext(plain, request(), "/\\evil.com"), "/%5Cevil.com")
  t.equal(safeNext(plain, request(), `http://${host}\\evil.com`), null)
})

t.test("text of any script fits into a header", async t => {
  t.equal(safeNext(plain, request(), "/user/änne/a b"), "/user/%C3%A4nne/a%20b")
})

t.test("what is no text is no next", async t => {
  for (const next of [undefined, null, ["/a", "/b"], { x: 1 }, 7]) t.equal(safeNext(plain, request(), next), null)
})

t.test("with a public URL only that counts, with https behind a proxy only https", async t => {
  const core = {
    config: await testConfig(t.testdir(), { "JupyterHub.public_url": "https://pub.example.org/" }),
  } as Core
  t.equal(safeNext(core, request(), "https://pub.example.org/x"), "/x")
  t.equal(safeNext(core, request(), `http://${host}/x`), null)
  const https = request({ "x-forwarded-proto": "https" })
  t.equal(safeNext(plain, https, `https://${host}/x`), "/x")
  t.equal(safeNext(plain, https, `http://${host}/x`), null)
})

t.test("with subdomains, those of users count, as paths", async t => {
  const traits = { "JupyterHub.subdomain_host": "https://example.org" }
  const core = { config: await testConfig(t.testdir(), traits) } as Core
  t.equal(safeNext(core, request(), "https://ada.example.org/user/ada/"), "/user/ada/")
  for (const bad of ["https://evilexample.org/", "https://example.org.evil/", "https://x@evil/.example.org"]) {
    t.equal(safeNext(core, request(), bad), null, bad)
  }
})

t.test("behind a proxy that rewrites Host, the address that browsers use is ours", async t => {
  const config = await testConfig(t.testdir(), { "JupyterHub.forwarded_host_header": "X-Forwarded-Host" })
  const inner = request({ host: "inner:8081", "x-forwarded-host": host })
  t.equal(safeNext({ config } as Core, inner, `http://${host}/user/ada/`), "/user/ada/")
  t.equal(safeNext({ config } as Core, inner, "http://inner:8081/user/ada/"), null)
  t.equal(safeNext(plain, inner, `http://${host}/user/ada/`), null)
})
