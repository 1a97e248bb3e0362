import t from "tap"
import type { UserRow } from "../../../hub/db/rows.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { userModels, userSchema } from "../../../hub/http/models/user-model.ts"
import { testCore } from "../../support/core.ts"
import { run, spawner } from "../../support/rows.ts"

t.test("each scope shows its fields and no others", async t => {
  const { core, user } = await testCore(t)
  const alice = await user("alice")
  const fields = async (...scopes: string[]) => {
    const [model = {}] = await userModels(core, [alice], { scopes, includeStoppedServers: false })
    userSchema.parse(model)
    return Object.keys(model).sort().join()
  }
  t.equal(await fields(), "")
  t.equal(await fields("read:users:name"), "admin,kind,name,user_info")
  t.equal(await fields("read:users:groups"), "groups,kind,name")
  t.equal(await fields("read:users:activity!user=alice"), "kind,last_activity,name")
  t.equal(await fields("read:roles:users"), "admin,kind,name,roles")
  t.equal(await fields("read:servers"), "kind,name,servers")
  t.equal(await fields("admin:auth_state"), "auth_state,kind,name")
  t.equal(await fields("read:users"), "admin,created,groups,kind,last_activity,name,pending,roles,server,user_info")
  t.equal(await fields("read:users!user=bob", "tokens"), "")
})

t.test("servers that a filter covers are shown beside a model that has none", async t => {
  const { core, user } = await testCore(t)
  const alice = await user("alice")
  for (const name of ["a", "b"]) {
    const row = await insertSpawner(core.db, spawner({ user_id: alice.id, name }))
    const ids = { spawner_id: row.id, live_key: row.id, user_id: alice.id, server_name: name }
    await insertRun(core.db, run({ id: `run-${name}`, ...ids, state: "queued" }))
  }
  const scopes = ["read:users:name", "read:servers!server=alice/b"]
  const [model] = await userModels(core, [alice], { scopes, includeStoppedServers: false })
  t.same(Object.keys(model?.servers ?? {}), ["b"])
  t.match(model?.servers?.b, { pending: "spawn", ready: false, stopped: false })
})

t.test("a page of users takes as many queries as one user", async t => {
  const { core, user } = await testCore(t)
  const users: UserRow[] = []
  for (let i = 0; i < 20; i++) {
    const made = await user(`user${i}`)
    await insertSpawner(core.db, spawner({ user_id: made.id }))
    users.push(made)
  }
  const queries = async (some: readonly UserRow[]) => {
    let count = 0
    const counted = () => {
      count += 1
    }
    core.db.q.on("query", counted)
    await userModels(core, some, { scopes: ["read:users", "read:servers"], includeStoppedServers: true })
    core.db.q.removeListener("query", counted)
    return count
  }
  const one = await queries(users.slice(0, 1))
  t.ok(one <= 5, `${one} queries`)
  t.equal(await queries(users), one)
})

t.test("the default server is listed before its first start, where stopped ones are", async t => {
  const { core, user } = await testCore(t)
  const alice = await user("alice")
  const shown = async (includeStoppedServers: boolean) => {
    const [model] = await userModels(core, [alice], { scopes: ["read:servers"], includeStoppedServers })
    return Object.keys(model?.servers ?? {})
  }
  t.same(await shown(false), [])
  t.same(await shown(true), [""])
})
