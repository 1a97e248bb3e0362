import t from "tap"
import { manualClock } from "../../support/clock.ts"
import { pageHub } from "../../support/page-hub.ts"

const named = { settings: { JupyterHub: { allow_named_servers: true } } }

t.test("a server that does not run: 424, as a page or as JSON", async t => {
  const hub = await pageHub(t, named)
  const alice = await hub.as("alice")
  await hub.server("alice", "lab")
  const page = await alice.ask("/hub/user/alice/lab/tree?a=b")
  t.equal(page.status, 424)
  t.match(page.text, 'href="/hub/spawn/alice/lab?next&#x3D;%2Fhub%2Fuser%2Falice%2Flab%2Ftree%3Fa%3Db"')
  for (const [path, accept] of [
    ["/hub/user/alice/lab/api/contents", "*/*"],
    ["/hub/user/alice/lab/x", "application/json"],
  ] as const) {
    const answer = await alice.ask(path, { headers: { accept } })
    t.equal(answer.status, 424)
    t.equal(
      answer.json().message,
      `JupyterHub server no longer running at ${path.slice("/hub".length)}. Restart the server at ${hub.origin}/hub/spawn/alice/lab`,
    )
  }
  const browser = await alice.ask("/hub/user/alice/", {
    headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
  })
  t.match(browser.headers["content-type"], "text/html")
  const post = await alice.ask("/hub/user/alice/lab/api/kernels", { method: "POST", body: "{}" })
  t.equal(post.status, 424)
  t.match(post.json().message, "/hub/spawn/alice/lab")
})

t.test("old JupyterLab versions get a 503", async t => {
  const hub = await pageHub(t, { settings: { JupyterHub: { use_legacy_stopped_server_status_code: true } } })
  t.equal((await (await hub.as("alice")).ask("/hub/user/alice/")).status, 503)
})

t.test("a server on its way, or one whose start failed: to the progress page", async t => {
  const hub = await pageHub(t, named)
  const alice = await hub.as("alice")
  await hub.server("alice", "lab", {}, { state: "queued" })
  await hub.server("alice", "broken", {}, { state: "stopped", outcome: "failed" })
  for (const name of ["lab", "broken"]) {
    const answer = await alice.ask(`/hub/user/alice/${name}/x`)
    t.equal(answer.status, 303)
    t.equal(answer.headers.location, `/hub/spawn-pending/alice/${name}?next=%2Fhub%2Fuser%2Falice%2F${name}%2Fx`)
  }
})

t.test("a server that runs: back to its address, more slowly each time, and not for ever", async t => {
  const clock = manualClock()
  const hub = await pageHub(t, { clock })
  const alice = await hub.as("alice")
  await hub.server("alice", "", {}, { state: "ready" })
  t.equal((await alice.ask("/hub/user/alice/lab?a=b")).headers.location, "/user/alice/lab?a=b&redirects=1")
  const second = alice.ask("/hub/user/alice/lab?redirects=1")
  while (clock.sleepers === 0) await new Promise(resolve => setImmediate(resolve))
  await clock.advance(2000)
  t.equal((await second).headers.location, "/user/alice/lab?redirects=2")
  const last = await alice.ask("/hub/user/alice/lab?redirects=4")
  t.equal(last.status, 500)
  t.match(last.text, "Redirect loop detected.")
})

t.test("strangers learn nothing, and nobody is sent to the login", async t => {
  const hub = await pageHub(t)
  await hub.as("alice")
  const bob = await hub.as("bob")
  for (const name of ["alice", "nobody"]) {
    const answer = await bob.ask(`/hub/user/${name}/`)
    t.equal(answer.status, 404)
    t.match(answer.text, "No access to resources or resources not found")
  }
  t.match((await hub.client().ask("/hub/user/alice/")).headers.location, "/hub/login?next=%2Fhub%2Fuser%2Falice%2F")
})
