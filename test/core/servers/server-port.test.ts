/** A port is taken once, from the token of the run that waits for it, and from nobody else. */
import t from "tap"
import type { Identity } from "../../../hub/core/rbac/identity.ts"
import { anonymous } from "../../../hub/core/rbac/identity.ts"
import { reportPort } from "../../../hub/core/servers/server-port.ts"
import { apply } from "../../../hub/core/servers/server-transition.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findRun, insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { run, spawner } from "../../support/rows.ts"

t.test("a job reports its port", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const server = await insertSpawner(core.db, spawner({ user_id: user.id }))
  const own = (await issueToken(core, { user, note: "server", scopes: [] })).row
  const other = (await issueToken(core, { user, note: "other", scopes: [] })).row
  await insertRun(
    core.db,
    run({ id: "r", live_key: server.id, spawner_id: server.id, user_id: user.id, token_id: own.id }),
  )
  const by = (token: Identity["token"]): Identity => ({ ...anonymous, kind: "user", user, token })
  const status = (identity: Identity, body: unknown) =>
    reportPort(core, identity, body).then(
      () => 201,
      error => error.status,
    )

  const bad = [
    { port: 1023 },
    { port: 65536 },
    { port: "4000" },
    { port: 4000.5 },
    { port: 4000, ip: "10.0.0.1" },
    {},
    [],
    null,
    4000,
  ]
  for (const body of bad) t.equal(await status(by(own), body), 400, JSON.stringify(body))
  t.equal(await status(by(other), { port: 4000 }), 403, "another token of the same user")
  t.equal(await status(by(null), { port: 4000 }), 403, "a browser")
  t.equal((await findRun(core.db, "r"))?.port, null)

  const woken = core.bus.wait("conductor", 1000)
  t.equal(await status(by(own), { port: 4000 }), 201, "also before the hub knows that the job was accepted")
  t.equal(await woken, true, "the hub looks at once")
  t.equal(await status(by(own), { port: 4001 }), 403, "once")
  t.equal((await findRun(core.db, "r"))?.port, 4000)
  await apply(core, "r", "submitted", { message: "", progress: 0 })
  t.equal((await findRun(core.db, "r"))?.port, 4000, "it is kept for later")
  await core.db.q("carme_runs").update({ port: null })
  await apply(core, "r", "stop", { message: "", progress: 0 })
  t.equal(await status(by(own), { port: 4000 }), 403, "nothing waits for it any more")
})
