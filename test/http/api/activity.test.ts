import t from "tap"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { testCore } from "../../support/core.ts"
import { spawner } from "../../support/rows.ts"

t.test("a server reports its user's activity, and its own", async t => {
  const hub = await testCore(t)
  const alice = await hub.user("alice")
  await insertSpawner(hub.core.db, spawner({ user_id: alice.id, name: "" }))
  const client = await hub.service("monitor", ["users:activity", "read:users", "read:servers"])
  const at = "2026-01-02T03:04:05.678Z"
  const answer = await client.api("POST", "/users/alice/activity", {
    last_activity: at,
    servers: { "": { last_activity: at } },
  })
  t.match(answer, { status: 200, text: "" })
  const model = (await client.api("GET", "/users/alice?include_stopped_servers")).json()
  t.equal(model.last_activity, "2026-01-02T03:04:05.678000Z")
  t.equal(model.servers[""].last_activity, "2026-01-02T03:04:05.678000Z")
})

t.test("what is no report", async t => {
  const hub = await testCore(t)
  const alice = await hub.as(await hub.user("alice"))
  for (const body of [
    "[]",
    {},
    { last_activity: "foo" },
    { servers: { zz: {} } },
    { last_activity: "2099-01-01T00:00:00Z" },
    { servers: 5 },
  ]) {
    t.equal((await alice.api("POST", "/users/alice/activity", body)).status, 400, JSON.stringify(body))
  }
  const service = await hub.service("monitor", ["users:activity"])
  t.match((await service.api("POST", "/users/nope/activity", {})).json(), {
    status: 404,
    message: "No such user: 'nope'",
  })
  t.equal((await (await hub.as(await hub.user("bob"))).api("POST", "/users/alice/activity", {})).status, 404)
})
