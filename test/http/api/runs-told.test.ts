import t from "tap"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { appendRunEvents, listRunEvents } from "../../../hub/db/run-events.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { testCore } from "../../support/core.ts"
import { run, spawner } from "../../support/rows.ts"

t.test("a job adds to the story of its own run, in plain words and not without end", async t => {
  const hub = await testCore(t)
  const user = await hub.user("alice")
  const server = await insertSpawner(hub.core.db, spawner({ user_id: user.id }))
  const { token, row } = await issueToken(hub.core, { user, note: "Server at /user/alice/", scopes: ["inherit"] })
  const ids = { spawner_id: server.id, live_key: server.id, user_id: user.id, token_id: row.id }
  await insertRun(hub.core.db, run({ id: "carme-test-1", ...ids, state: "starting" }))
  const job = hub.client(token)
  const bad = [{}, { message: "" }, { message: "a\nb" }, { message: "x".repeat(301) }, { message: "x", progress: 100 }]
  for (const body of bad)
    t.equal((await job.api("POST", "/runs/told", body)).status, 400, JSON.stringify(body).slice(0, 40))
  t.equal((await job.api("POST", "/runs/told", { message: "Copying <b>: 5%" })).status, 201)
  const events = await listRunEvents(hub.core.db, "carme-test-1")
  t.match(events, [{ event: "told", message: "Copying <b>: 5%", message_html: null, state: "starting" }])
  const many = Array.from({ length: 499 }, () => ({ ...events[0], id: undefined }))
  await appendRunEvents(hub.core.db, many.map(({ id: _, ...event }) => event) as Parameters<typeof appendRunEvents>[1])
  t.match(await job.api("POST", "/runs/told", { message: "more" }), { status: 429 })
})

t.test("whoever is no job has nothing to tell", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  t.equal((await alice.api("POST", "/runs/told", { message: "x" })).status, 403)
  t.equal((await hub.client().api("POST", "/runs/told", { message: "x" })).status, 403)
})
