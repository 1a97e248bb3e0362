/** Users are deleted when their servers have stopped. */
import t from "tap"
import { admit } from "../../../hub/core/servers/admission.ts"
import { blankRun } from "../../../hub/core/servers/blank-run.ts"
import { offerFor } from "../../../hub/core/servers/offer.ts"
import { removeUser } from "../../../hub/core/users/user-removal.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run, spawner } from "../../support/rows.ts"

const traits = { "JupyterHub.tornado_settings": { slow_stop_timeout: 0.2 } }

t.test("named servers are asked to stop as the default one is, and are waited for", async t => {
  const { core, addUser } = await bareCore(t, { traits })
  const ada = await addUser("ada")
  for (const name of ["", "lab"]) {
    const server = await insertSpawner(core.db, spawner({ user_id: ada.id, name }))
    const ids = { user_id: ada.id, user_name: "ada", server_name: name, spawner_id: server.id, live_key: server.id }
    await insertRun(core.db, run({ id: `r-${name}`, state: "ready", ...ids }))
  }
  const message = "ada's server is in the process of stopping, please wait."
  await t.rejects(removeUser(core, ada), { status: 400, message })
  t.same(await core.db.q("carme_runs").pluck("state"), ["stopping", "stopping"])
  await core.db.q("carme_runs").where({ server_name: "" }).update({ state: "stopped", live_key: null })
  await t.rejects(removeUser(core, ada), { status: 400, message }, "not while the named one runs")
  await core.db.q("carme_runs").update({ state: "stopped", live_key: null })
  await removeUser(core, ada)
  t.equal(await findUserByName(core.db, "ada"), null)
})

t.test("a start that comes in between is not left behind without its user", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: ada.id }))
  const parsed = { userOptions: {}, demand: blankRun.demand }
  const request = { user: ada, server, parsed, offer: await offerFor(core, ada), by: "ada" }
  const forget = async () => void (await admit(core, request))
  const between = Object.assign(Object.create(core), { authenticator: { ...core.authenticator, forget } })
  await t.rejects(removeUser(between, ada), { status: 400, message: /has just been started/ })
  t.match(await core.db.q("carme_runs").select(), [{ user_id: ada.id, state: "admitted" }])
  await core.db.q("carme_runs").update({ state: "stopped", live_key: null })
  await removeUser(core, ada)
  await t.rejects(admit(core, request), { status: 409, message: /has just been deleted/ })
})

t.test("at once where nothing runs", async t => {
  const { core, addUser } = await bareCore(t)
  await removeUser(core, await addUser("ada"))
  t.equal(await findUserByName(core.db, "ada"), null)
})

t.test("not while a server runs on; its stop has been asked for", async t => {
  const { core, addUser } = await bareCore(t, { traits })
  const ada = await addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: ada.id }))
  const ids = { user_id: ada.id, user_name: "ada", spawner_id: server.id, live_key: server.id }
  await insertRun(core.db, run({ id: "r1", state: "ready", ...ids }))
  const message = "ada's server is in the process of stopping, please wait."
  await t.rejects(removeUser(core, ada), { status: 400, message })
  t.equal((await core.db.q("carme_runs").first("state")).state, "stopping")
  await t.rejects(removeUser(core, ada), { status: 400, message }, "and again while it is stopping")
  t.ok(await findUserByName(core.db, "ada"))
  await core.db.q("carme_runs").update({ state: "stopped", live_key: null })
  await removeUser(core, ada)
  t.equal(await findUserByName(core.db, "ada"), null)
})
