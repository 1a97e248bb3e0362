import t from "tap"
import { appendRunEvent } from "../../../hub/db/run-events.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { manualClock } from "../../support/clock.ts"
import { type TestCore, testCore } from "../../support/core.ts"
import { noon, run, spawner } from "../../support/rows.ts"

async function server(hub: TestCore, row: Parameters<typeof run>[0], name = "") {
  const user = await hub.user("alice")
  const server = await insertSpawner(hub.core.db, spawner({ user_id: user.id, name }))
  const live_key = row.state === "stopped" ? null : server.id
  await insertRun(hub.core.db, run({ spawner_id: server.id, user_id: user.id, server_name: name, live_key, ...row }))
  return hub.as(user)
}

t.test("a server that is ready says so at once", async t => {
  const hub = await testCore(t)
  const alice = await server(hub, { id: "carme-test-1", state: "ready" })
  const answer = await alice.ask("/hub/api/users/alice/server/progress")
  t.match(answer.headers, { "content-type": "text/event-stream", "cache-control": "no-cache" })
  t.match(answer.text, /^\n\ndata: \{"progress": 100, "ready": true/)
  t.match(JSON.parse(answer.text.trim().slice("data: ".length)), {
    url: "/user/alice/",
    html_message: 'Server ready at <a href="/user/alice/">/user/alice/</a>',
  })
})

t.test("one that failed says why, as text", async t => {
  const hub = await testCore(t)
  const message = "sbatch: error: <b>no</b>"
  const alice = await server(hub, { id: "carme-test-1", state: "stopped", outcome: "failed", message }, "lab")
  const events = []
  for await (const event of alice.events("/hub/api/users/alice/servers/lab/progress")) events.push(event)
  t.same(events, [{ progress: 100, failed: true, message: `Spawn failed: ${message}` }])
})

t.test("events as they come, and a sign of life while none does", async t => {
  const hub = await testCore(t)
  const alice = await server(hub, { id: "carme-test-1", state: "queued" })
  const gone = new AbortController()
  const events = alice.events("/hub/api/users/alice/server/progress", gone.signal)[Symbol.asyncIterator]()
  const event = { run_id: "carme-test-1", at: noon, state: "queued", event: "submitted", progress: 20 } as const
  await appendRunEvent(hub.core.db, { ...event, message: "Waiting in the queue", message_html: null })
  hub.core.bus.wake("carme-test-1")
  t.match((await events.next()).value, { progress: 20, message: "Waiting in the queue" })
  gone.abort()
  await t.rejects(events.next())
})

t.test("one person follows only so many, and a token that is revoked ends its streams", async t => {
  const clock = manualClock()
  const hub = await testCore(t, { clock })
  const alice = await server(hub, { id: "carme-test-1", state: "queued" })
  const path = "/hub/api/users/alice/server/progress"
  const streams = Array.from({ length: 51 }, () => alice.ask(path))
  // The others are open until something ends them.
  const refused = await Promise.any(streams)
  t.equal(refused.status, 429)
  t.match(refused.text, /You follow 50 starts/)
  await hub.core.db.q("api_tokens").delete()
  const ended = Promise.allSettled(streams)
  await clock.advance(8000)
  t.equal((await ended).filter(stream => stream.status === "rejected").length, 50, "cut off")
})

t.test("nothing to follow", async t => {
  const hub = await testCore(t)
  const alice = await server(hub, { id: "carme-test-1", state: "stopped", outcome: "stopped" })
  t.equal((await alice.api("GET", "/users/alice/server/progress")).status, 404)
  const ending = await server(await testCore(t), { id: "carme-test-2", state: "stopping" }, "ending")
  const answer = (await ending.api("GET", "/users/alice/servers/ending/progress")).json()
  t.same(answer, { status: 400, message: "alice:ending is not starting..." })
  t.equal((await alice.api("GET", "/users/alice/servers/none/progress")).status, 404)
  t.equal((await alice.api("GET", "/users/bob/server/progress")).status, 404)
})
