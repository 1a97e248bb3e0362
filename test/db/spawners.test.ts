/** The table of users' servers. */
import t from "tap"
import { saveOAuthClient } from "../../hub/db/oauth.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { deleteServers, findServersByIds, insertServer, updateServer } from "../../hub/db/servers.ts"
import {
  deleteSpawner,
  findActiveSpawners,
  findForeignSpawners,
  findSpawner,
  findSpawnersByIds,
  insertSpawner,
  spawnersOfUsers,
  touchSpawners,
  updateSpawner,
} from "../../hub/db/spawners.ts"
import { deleteUser, insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run, spawner, user } from "../support/rows.ts"

t.test("servers of users", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada, bob] = await insertUsers(db, [user({ name: "ada" }), user({ name: "bob" })])
    if (!ada || !bob) return void t.fail("not inserted")
    const lab = await insertSpawner(db, spawner({ user_id: ada.id, name: "lab", user_options: { gpus: 1 } }))
    const main = await insertSpawner(db, spawner({ user_id: ada.id }))
    t.same(await findSpawner(db, ada.id, "lab"), lab)
    t.equal(await findSpawner(db, bob.id, ""), null)
    t.same(
      (await findSpawnersByIds(db, [lab.id])).map(s => s.name),
      ["lab"],
    )
    const grouped = await spawnersOfUsers(db, [ada.id, bob.id])
    t.same(
      grouped.get(ada.id)?.map(s => s.name),
      ["", "lab"],
    )
    t.notOk(grouped.has(bob.id))

    const server = await insertServer(db, {
      proto: "http",
      ip: "n1",
      port: 1,
      base_url: "/user/ada/",
      cookie_name: "cookie",
    })
    await saveOAuthClient(db, { identifier: "c", description: "d", secret: "s", redirect_uri: "r", allowed_scopes: [] })
    await updateSpawner(db, main.id, { server_id: server.id, started: noon, state: { pid: 7 }, oauth_client_id: "c" })
    await touchSpawners(db, new Map([[main.id, noon]]), noon)
    t.match(await findSpawner(db, ada.id, ""), { started: noon, last_activity: noon, state: { pid: 7 } })
    t.same(
      (await findActiveSpawners(db)).map(s => s.id),
      [main.id],
    )
    t.same(
      (await findForeignSpawners(db)).map(s => s.id),
      [main.id],
    )
    await insertRun(db, run({ id: "r", live_key: main.id, spawner_id: main.id }))
    t.same(await findForeignSpawners(db), [])

    await updateServer(db, server.id, { port: 2 })
    t.match(await findServersByIds(db, [server.id]), [{ port: 2, ip: "n1" }])
    await deleteServers(db, [server.id])
    t.match(await findSpawner(db, ada.id, ""), { server_id: null }, "a server that goes leaves its spawner")

    t.equal(await deleteSpawner(db, lab.id), true)
    t.equal(await deleteSpawner(db, lab.id), false)
    await deleteUser(db, ada.id)
    t.equal((await spawnersOfUsers(db, [ada.id])).size, 0, "a user's servers go with the user")
  })
})
