import t from "tap"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"

t.test("whatever is asked outside goes inside", async t => {
  const hub = await testCore(t)
  const to = async (path: string) => {
    const { status, headers } = await raw(hub.url, path)
    return `${status} ${headers.location}`
  }
  t.equal(await to("/"), "302 /hub/")
  t.equal(await to("/foo?a=b"), "302 /hub/foo?a=b")
  t.equal(await to("/user/x/lab?x=1"), "302 /hub/user/x/lab?x=1")
  t.equal(await to("/user/x"), "301 /user/x/")
  t.equal(await to("/user/x?a=b"), "301 /user/x/?a=b")
  t.equal(await to("/services/y"), "301 /services/y/")
  t.equal(await to("/hub"), "301 /hub/")
  t.equal(await to("/hub?x=1"), "301 /hub/?x=1")
})

t.test("never to another host", async t => {
  const hub = await testCore(t)
  for (const path of ["//evil.com/", "///e", "////e", "/\\evil.com", "/\\\\e", "/%5cevil", "/.//e", "/?//e", "/\\/e"]) {
    const { status, headers } = await raw(hub.url, path)
    t.equal(status, 302, path)
    t.match(headers.location, /^\/hub\/([^\\/]|$)/, path)
    t.equal(new URL(headers.location ?? "", "http://here").host, "here", path)
  }
})

t.test("to the public host, where there is one", async t => {
  const hub = await testCore(t, { settings: { JupyterHub: { public_url: "https://hub.example.org/" } } })
  t.equal((await raw(hub.url, "/user/x/lab")).headers.location, "https://hub.example.org/hub/user/x/lab")
})

t.test("only pages go anywhere", async t => {
  const hub = await testCore(t)
  t.equal((await raw(hub.url, "/foo", { method: "POST" })).status, 405)
})
