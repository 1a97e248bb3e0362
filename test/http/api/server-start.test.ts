import { writeFileSync } from "node:fs"
import { join } from "node:path"
import t from "tap"
import { Refusal } from "../../../hub/plugin/errors.ts"
import { testCore } from "../../support/core.ts"
import { tinyServer } from "../../support/hub-place.ts"
import { untilServer } from "../../support/server-states.ts"
import { createBackend, failingSpawner } from "../../support/spawner-doubles.ts"

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

t.test("a server that takes its time to answer is pending, not failed", async t => {
  const gate = join(t.testdir(), "open")
  const slow = `const fs = require("node:fs")
    const open = () => (fs.existsSync(${JSON.stringify(gate)}) ? import(${JSON.stringify(tinyServer[1])}) : setTimeout(open, 20))
    open()`
  const hub = await testCore(t, {
    conduct: true,
    settings: {
      ...quick,
      Spawner: { ...quick.Spawner, cmd: [process.execPath, "-e", slow] },
      JupyterHub: { tornado_settings: { slow_spawn_timeout: 1 } },
    },
  })
  const alice = await hub.as(await hub.user("alice"))
  t.match(await alice.api("POST", "/users/alice/server"), { status: 202, text: "" })
  t.match((await alice.api("GET", "/users/alice")).json().servers[""], { ready: false, pending: "spawn" })
  writeFileSync(gate, "")
  await untilServer(alice, "alice", server => server?.ready === true)
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)
})

t.test("beyond what the hub starts at once, and beyond what may run, it says so", async t => {
  const settings = {
    ...quick,
    Spawner: { ...quick.Spawner, cmd: ["/bin/sleep", "1000"] },
    JupyterHub: { concurrent_spawn_limit: 1, active_server_limit: 1, tornado_settings: { slow_spawn_timeout: 0 } },
  }
  const hub = await testCore(t, { conduct: true, settings })
  const [alice, bob] = [await hub.as(await hub.user("alice")), await hub.as(await hub.user("bob"))]
  t.equal((await alice.api("POST", "/users/alice/server")).status, 202)
  const throttled = await bob.api("POST", "/users/bob/server")
  t.match(throttled.json(), {
    status: 429,
    message: /^Too many users trying to log in right now\. Try again in \d\d seconds\.$/,
  })
  const seconds = Number(throttled.headers["retry-after"])
  t.ok(seconds >= 30 && seconds <= 60, `Retry-After: ${seconds}`)
  t.equal((await alice.api("DELETE", "/users/alice/server")).status, 204)

  const few = await testCore(t, {
    conduct: true,
    settings: { ...quick, JupyterHub: { concurrent_spawn_limit: 1, active_server_limit: 1 } },
  })
  const [carol, dave] = [await few.as(await few.user("carol")), await few.as(await few.user("dave"))]
  t.equal((await carol.api("POST", "/users/carol/server")).status, 201)
  const full = await dave.api("POST", "/users/dave/server")
  t.match(full.json(), { status: 429, message: "Active user limit exceeded. Try again in a few minutes." })
  t.equal(full.headers["retry-after"], undefined)
  t.equal((await carol.api("DELETE", "/users/carol/server")).status, 204)
  t.equal((await dave.api("POST", "/users/dave/server")).status, 201, "when one has ended there is room")
  t.equal((await dave.api("DELETE", "/users/dave/server")).status, 204)
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

t.test("a status that the site's hook or spawner gave is the answer", async t => {
  const refusal = new Refusal(418, "No coffee is brewed here", { code: "teapot" })
  const spawner = failingSpawner(createBackend(), refusal)
  const hub = await testCore(t, { conduct: true, settings: quick, spawner })
  const alice = await hub.as(await hub.user("alice"))
  const refused = await alice.api("POST", "/users/alice/server")
  t.equal(refused.status, 418)
  t.match(refused.json(), { status: 418, message: "No coffee is brewed here" })
})
