import t from "tap"
import { testCore } from "../../support/core.ts"

const quick = { Spawner: { http_timeout: 30 }, CarmeHub: { poll_interval: 1 } }

t.test("a start that is ready in time, a second one that is not needed, and the stop", async t => {
  const hub = await testCore(t, { conduct: true, settings: quick })
  const alice = await hub.as(await hub.user("alice"))
  const started = await alice.api("POST", "/users/alice/server")
  t.match(started, { status: 201, text: "", headers: { "content-type": "text/plain" } })
  t.match((await alice.api("GET", "/users/alice")).json(), {
    server: "/user/alice/",
    servers: { "": { ready: true, stopped: false, pending: null } },
  })
  t.match((await alice.api("POST", "/users/alice/server")).json(), { status: 400, message: "alice is already running" })
  t.match((await alice.api("PATCH", "/users/alice/server", { display_name: "x" })).json(), {
    status: 400,
    message: /is active/,
  })
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)
  t.same((await alice.api("GET", "/users/alice")).json().servers, {})
})

t.test("a start that takes longer goes on, and is asked for once", async t => {
  const hub = await testCore(t, {
    conduct: true,
    settings: { ...quick, JupyterHub: { tornado_settings: { slow_spawn_timeout: 0, slow_stop_timeout: 0 } } },
  })
  const alice = await hub.as(await hub.user("alice"))
  t.equal((await alice.api("POST", "/users/alice/server")).status, 202)
  t.equal((await alice.api("POST", "/users/alice/server")).status, 202)
  const events = []
  for await (const event of alice.events("/hub/api/users/alice/server/progress")) events.push(event)
  t.match(events.at(-1), { progress: 100, ready: true, url: "/user/alice/" })
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 202)
})

t.test("a server that ends at once is an error that says why", async t => {
  const hub = await testCore(t, { conduct: true, settings: { ...quick, Spawner: { cmd: ["/bin/false"] } } })
  const alice = await hub.as(await hub.user("alice"))
  const answer = await alice.api("POST", "/users/alice/server")
  t.equal(answer.status, 500)
  t.ok(answer.json().message.length > 10, answer.json().message)
  t.match(answer.headers["x-request-id"], /^[0-9a-f]{8}$/)
})

t.test("the body is the options, where it names none of the fields", async t => {
  const hub = await testCore(t, { conduct: true, settings: quick })
  const alice = await hub.as(await hub.user("alice"))
  t.equal((await alice.api("POST", "/users/alice/server", { size: "big" })).status, 201)
  t.same((await alice.api("GET", "/users/alice/server")).json().user_options, { size: "big" })
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)
})
