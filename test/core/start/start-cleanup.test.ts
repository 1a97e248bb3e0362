/** What nothing can use any more is gone after a start. */
import t from "tap"
import { issueShareCode } from "../../../hub/core/shares/share-codes.ts"
import { shareableServer } from "../../../hub/core/shares/shareable-server.ts"
import { ensureHubClient, purgeExpired } from "../../../hub/core/start/start-cleanup.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findOAuthClient, saveOAuthClient } from "../../../hub/db/oauth.ts"
import { insertShare } from "../../../hub/db/shares.ts"
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

t.test("expired shares and share codes go", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const [ada, bob] = [await addUser("ada"), await addUser("bob")]
  const server = await shareableServer(core, "ada", "")
  const { row } = await issueShareCode(core, server, ["access:servers"], 6000)
  await issueShareCode(core, server, ["access:servers"], 60)
  const share = { owner_id: ada.id, spawner_id: server.id, scopes: [], group_id: null, created_at: clock.now() }
  await insertShare(core.db, { ...share, user_id: ada.id, expires_at: null })
  await insertShare(core.db, { ...share, user_id: bob.id, expires_at: clock.now() })
  await clock.advance(120_000)
  await purgeExpired(core)
  t.same(await core.db.q("share_codes").pluck("id"), [row.id])
  t.same(await core.db.q("shares").pluck("user_id"), [ada.id])
})

t.test("the hub's own client is made once", async t => {
  const { core } = await bareCore(t)
  await ensureHubClient(core)
  t.equal((await core.db.q("oauth_clients").select("id")).length, 1)
})
