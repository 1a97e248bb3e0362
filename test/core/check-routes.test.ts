/** The proxy's routes follow from the database: with the real proxy. */
import t from "tap"
import { checkRoutes } from "../../hub/core/check-routes.ts"
import { processes } from "../../hub/core/processes.ts"
import { insertRun, transition } from "../../hub/db/runs.ts"
import { insertService } from "../../hub/db/services.ts"
import { findSpawnersByIds, insertSpawner } from "../../hub/db/spawners.ts"
import { findUserById, insertUsers } from "../../hub/db/users.ts"
import { bareCore } from "../support/bare-core.ts"
import { pidOf, proxyAt, proxyPlace } from "../support/proxy.ts"
import { run, service, spawner, user } from "../support/rows.ts"

const hub = { target: "http://127.0.0.1:9", data: { hub: true } }

t.test(
  "missing routes are added, wrong ones mended, stale ones deleted, and those of pending servers left",
  async t => {
    const place = await proxyPlace(t)
    let restored = () => {}
    const isRestored = new Promise<void>(resolve => {
      restored = resolve
    })
    const { proxy } = await proxyAt(t, place, async () => {
      await checkRoutes(core)
      restored()
    })
    const { core } = await bareCore(t, { proxy, traits: { "Proxy.extra_routes": { "/extra": "http://127.0.0.1:7" } } })
    await proxy.start()
    const [ada] = await insertUsers(core.db, [user({ name: "ada b" })])
    const owner = { user_id: ada?.id ?? 0, user_name: "ada b" }
    const add = async (name: string, id: string, state: "ready" | "stopping", port: number) => {
      const row = await insertSpawner(core.db, spawner({ user_id: owner.user_id, name }))
      await insertRun(
        core.db,
        run({ ...owner, id, spawner_id: row.id, live_key: row.id, state, server_name: name, host: "127.0.0.1", port }),
      )
      return row.id
    }
    const main = await add("", "r1", "ready", 1001)
    await add("lab", "r2", "ready", 1002)
    await add("old", "r3", "stopping", 1003)
    await insertService(core.db, service({ name: "announce", url: "http://127.0.0.1:1004/path" }))
    await insertService(core.db, service({ name: "without-url" }))
    await proxy.addRoute("/user/ada%20b/lab/", "http://127.0.0.1:666", { user: "ada b", server_name: "lab" })
    await proxy.addRoute("/user/ada%20b/old/", "http://127.0.0.1:1003", { user: "ada b", server_name: "old" })
    await proxy.addRoute("/user/gone/", "http://127.0.0.1:1005", { user: "gone", server_name: "" })

    await checkRoutes(core)
    const wanted = {
      "/": hub,
      "/extra/": { target: "http://127.0.0.1:7", data: { extra: true } },
      "/services/announce/": { target: "http://127.0.0.1:1004", data: { service: "announce" } },
      "/user/ada%20b/": { target: "http://127.0.0.1:1001", data: { user: "ada b", server_name: "" } },
      "/user/ada%20b/lab/": { target: "http://127.0.0.1:1002", data: { user: "ada b", server_name: "lab" } },
      "/user/ada%20b/old/": { target: "http://127.0.0.1:1003", data: { user: "ada b", server_name: "old" } },
    }
    const routes = async () =>
      Object.fromEntries(
        (await proxy.listRoutes()).map(({ routespec, target, data: { jupyterhub: _, ...data } }) => [
          routespec,
          { target, data },
        ]),
      )
    t.strictSame(await routes(), wanted)

    await Promise.all([checkRoutes(core), checkRoutes(core)])
    t.strictSame(await routes(), wanted, "checking again changes nothing")
    const [seen] = await findSpawnersByIds(core.db, [main])
    t.ok(seen?.last_activity, "what the proxy saw counts as activity")
    t.same((await findUserById(core.db, owner.user_id))?.last_activity instanceof Date, true)

    processes.signal(pidOf(place), "SIGKILL")
    await isRestored
    const { "/user/ada%20b/old/": _, ...ready } = wanted
    t.strictSame(await routes(), ready, "a proxy that was killed has the routes of all ready servers again")

    await transition(core.db, "r1", ["ready"], "stopped")
    await checkRoutes(core)
    t.notOk((await routes())["/user/ada%20b/"])
  },
)
