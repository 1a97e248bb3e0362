/** What the model of a user shows, on each database. */
import t from "tap"
import { insertGroups } from "../../hub/db/groups.ts"
import { addGroupMembers } from "../../hub/db/members.ts"
import { grantRole, insertRoles } from "../../hub/db/roles.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { insertSpawner } from "../../hub/db/spawners.ts"
import { userDetails } from "../../hub/db/user-details.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, spawner, user } from "../support/rows.ts"

t.test("groups, roles and servers of many users, by one query", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada = 0, bob = 0, cleo = 0] = (
      await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" }), user({ name: "cleo" })])
    ).map(row => row.id)
    const groups = await insertGroups(
      db,
      ["b", "a"].map(name => ({ name, properties: {} })),
    )
    for (const group of groups) await addGroupMembers(db, group.id, [ada])
    const [role] = await insertRoles(db, [{ name: "user", description: null, scopes: [], managed_by_auth: false }])
    await grantRole(db, "user", role?.id ?? 0, [ada, bob])
    const lab = await insertSpawner(db, spawner({ user_id: ada, name: "lab", started: noon, user_options: { a: 1 } }))
    await insertSpawner(db, spawner({ user_id: ada, name: "" }))
    const ids = { spawner_id: lab.id, user_id: ada, user_name: "ada", server_name: "lab" }
    await insertRun(db, run({ id: "old", ...ids, state: "stopped" }))
    await insertRun(
      db,
      run({ id: "new", ...ids, live_key: lab.id, state: "ready", job: { pid: 5 }, user_options: { b: 2 } }),
    )

    const all = await userDetails(db, [ada, bob, cleo], { groups: true, roles: true, servers: true })
    t.same([...all.keys()].sort(), [ada, bob].sort())
    t.same(all.get(bob), { groups: [], roles: ["user"], servers: [] })
    t.match(all.get(ada), { groups: ["a", "b"], roles: ["user"] })
    const [standard, named] = all.get(ada)?.servers ?? []
    t.match(standard, { server: { name: "", started: null }, run: null })
    t.same(named?.server, lab)
    const live = { state: "ready", reason: null, job: { pid: 5 }, user_options: { b: 2 }, requested_at: noon }
    t.same(named?.run, live)

    const names = await userDetails(db, [ada], { groups: true, roles: false, servers: false })
    t.same(names.get(ada), { groups: ["a", "b"], roles: [], servers: [] })
    t.equal((await userDetails(db, [ada], { groups: false, roles: false, servers: false })).size, 0)
    t.equal((await userDetails(db, [], { groups: true, roles: true, servers: true })).size, 0)
  })
})
