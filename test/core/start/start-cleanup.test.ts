/** What nothing can use any more is gone after a start. */
import t from "tap"
import { ensureHubClient, purgeExpired } from "../../../hub/core/start/start-cleanup.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findOAuthClient, saveOAuthClient } from "../../../hub/db/oauth.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { spawner } from "../../support/rows.ts"

t.test("clients without a server or service go, with their tokens; the others stay", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  for (const identifier of ["jupyterhub-user-ada", "jupyterhub-user-gone"]) {
    await saveOAuthClient(core.db, { identifier, description: "", secret: "x", redirect_uri: "/", allowed_scopes: [] })
    await issueToken(core, { user: ada, note: "", scopes: ["inherit"], clientId: identifier })
  }
  await insertSpawner(core.db, spawner({ user_id: ada.id, oauth_client_id: "jupyterhub-user-ada" }))
  await bareCore(t, { db: core.db })
  t.ok(await findOAuthClient(core.db, "jupyterhub-user-ada"))
  t.ok(await findOAuthClient(core.db, "jupyterhub"))
  t.equal(await findOAuthClient(core.db, "jupyterhub-user-gone"), null)
  t.same(await core.db.q("api_tokens").pluck("client_id"), ["jupyterhub-user-ada"])
})

t.test("expired tokens and codes go", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const ada = await addUser("ada")
  await issueToken(core, { user: ada, note: "short", scopes: ["inherit"], expiresIn: 60 })
  await issueToken(core, { user: ada, note: "long", scopes: ["inherit"], expiresIn: 6000 })
  await issueToken(core, { user: ada, note: "for ever", scopes: ["inherit"] })
  await clock.advance(120_000)
  await purgeExpired(core)
  t.same(await core.db.q("api_tokens").orderBy("id").pluck("note"), ["long", "for ever"])
})

t.test("the hub's own client is made once", async t => {
  const { core } = await bareCore(t)
  await ensureHubClient(core)
  t.equal((await core.db.q("oauth_clients").select("id")).length, 1)
})
