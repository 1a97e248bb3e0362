import t from "tap"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { testCore } from "../../support/core.ts"
import { run, spawner } from "../../support/rows.ts"

t.test("a run's server reports its port, once, and nothing else", async t => {
  const hub = await testCore(t)
  const user = await hub.user("alice")
  const server = await insertSpawner(hub.core.db, spawner({ user_id: user.id }))
  const { token, row } = await issueToken(hub.core, { user, note: "Server at /user/alice/", scopes: ["inherit"] })
  const ids = { spawner_id: server.id, live_key: server.id, user_id: user.id, token_id: row.id }
  await insertRun(hub.core.db, run({ id: "carme-test-1", ...ids, state: "starting" }))
  const job = hub.client(token)
  for (const body of [
    undefined,
    "5",
    "[]",
    {},
    { port: "22222" },
    { port: 22 },
    { port: 70_000 },
    { port: 22_222.5 },
    { port: 22_222, job_id: "1" },
    { port: 22_222, ip: "10.0.0.1" },
    { port: 22_222, cmd: ["sh"] },
  ]) {
    t.equal((await job.api("POST", "/batchspawner", body)).status, 400, JSON.stringify(body))
  }
  t.equal((await findRun(hub.core.db, "carme-test-1"))?.port, null)
  const reported = await job.api("POST", "/batchspawner", { port: 22_222 })
  t.match(reported, { status: 201 })
  t.same(reported.json(), { message: "BatchSpawner data configured" })
  t.equal((await findRun(hub.core.db, "carme-test-1"))?.port, 22_222)
  t.equal((await job.api("POST", "/batchspawner", { port: 33_333 })).status, 403)
  t.equal((await findRun(hub.core.db, "carme-test-1"))?.port, 22_222)
})

t.test("others have nothing to report", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  t.equal((await alice.api("POST", "/batchspawner", { port: 22_222 })).status, 403)
  t.equal((await hub.client().api("POST", "/batchspawner", { port: 22_222 })).status, 403)
})
