/** A server that answers gets a route, once, and keeps it whoever else was about to bring it up. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import t, { type Test } from "tap"
import { bringUp } from "../../../hub/core/servers/bring-up.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore, rememberingProxy } from "../../support/bare-core.ts"
import { run as runRow, spawner } from "../../support/rows.ts"

/** ada's server, which answers already, and the run of it that is starting. */
async function scene(t: Test, onAdd: () => Promise<unknown> = async () => {}) {
  const server = createServer((_, response) => response.end("{}"))
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  const remembering = rememberingProxy()
  let added = 0
  const proxy: typeof remembering = {
    ...remembering,
    async addRoute(...route) {
      added++
      await remembering.addRoute(...route)
      await onAdd()
    },
  }
  const { core, addUser } = await bareCore(t, { proxy })
  const user = await addUser("ada")
  const row = await insertSpawner(core.db, spawner({ user_id: user.id }))
  const { port } = server.address() as AddressInfo
  const ids = { user_id: user.id, user_name: "ada", spawner_id: row.id, live_key: row.id }
  const run = runRow({ id: "r1", ...ids, state: "starting", host: "127.0.0.1", port })
  await insertRun(core.db, run)
  const state = async () => (await findRun(core.db, "r1"))?.state
  return { core, run, proxy, added: () => added, state, signal: new AbortController().signal }
}

t.test("two at once, and one that comes late with an old row", async t => {
  const { core, run, proxy, added, state, signal } = await scene(t)
  await Promise.all([bringUp(core, run, signal), bringUp(core, run, signal)])
  t.equal(await state(), "ready")
  t.same([...proxy.routes.keys()], ["/user/ada/"], "the route stays")
  const before = added()
  await bringUp(core, run, signal)
  t.equal(added(), before, "nothing is done again")
  t.same([...proxy.routes.keys()], ["/user/ada/"])
})

t.test("one that is stopped while its route is added has none in the end", async t => {
  const place = await scene(t, () => apply(place.core, "r1", "stop", { message: "", progress: 100 }))
  await bringUp(place.core, place.run, place.signal)
  t.equal(await place.state(), "stopping")
  t.equal(place.proxy.routes.size, 0)
})
