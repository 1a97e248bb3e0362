import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { testCore } from "../support/core.ts"
import { raw } from "../support/raw.ts"

t.test("with a version for ever, without one asked for again", async t => {
  const hub = await testCore(t)
  const plain = await raw(hub.url, "/hub/static/images/favicon.svg")
  t.match(plain, { status: 200, headers: { "cache-control": "no-cache", "last-modified": / GMT$/ } })
  const versioned = await raw(hub.url, "/hub/static/images/favicon.svg?v=1")
  t.equal(versioned.headers["cache-control"], "max-age=315360000")
  t.equal((await raw(hub.url, "/favicon.ico")).status, 200)
  for (const [path, type] of [
    ["css/style.min.css", "text/css"],
    ["images/jupyterhub-80.png?v=1", "image/png"],
  ] as const)
    t.match(await raw(hub.url, `/hub/static/${path}`), { status: 200, headers: { "content-type": type } }, path)
  t.equal((await raw(hub.url, "/robots.txt")).status, 404)
})

t.test("nothing beside the folder, no lists, no writing", async t => {
  const hub = await testCore(t)
  for (const path of [
    "/hub/static/",
    "/hub/static/../x",
    "/hub/static/%2e%2e/package.json",
    "/hub/static/..%2fpackage.json",
    "/hub/static/nothing",
  ]) {
    const { status, text } = await raw(hub.url, path)
    t.ok(status === 404 || status === 403, `${path}: ${status}`)
    t.notMatch(text, "carme-hub")
  }
  t.equal((await raw(hub.url, "/hub/static/images/favicon.svg", { method: "POST" })).status, 405)
})

t.test("the logo is the site's", async t => {
  const logo_file = join(t.testdir(), "our logo.svg")
  writeFileSync(logo_file, "<svg/>")
  const hub = await testCore(t, { settings: { JupyterHub: { logo_file } } })
  t.match(await raw(hub.url, "/hub/logo"), {
    status: 200,
    text: "<svg/>",
    headers: { "content-type": "image/svg+xml" },
  })
  const own = await raw((await testCore(t)).url, "/hub/logo")
  t.match(own, { status: 200, headers: { "content-type": "image/png" } })
})
