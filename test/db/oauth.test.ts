/** OAuth clients and codes. */
import t from "tap"
import {
  deleteExpiredOAuthCodes,
  deleteOAuthClients,
  deleteOrphanedOAuthClients,
  findOAuthClient,
  findOAuthClients,
  findOAuthCode,
  insertOAuthCode,
  saveOAuthClient,
  takeOAuthCode,
} from "../../hub/db/oauth.ts"
import { insertService } from "../../hub/db/services.ts"
import { insertToken } from "../../hub/db/tokens.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { service, token, user } from "../support/rows.ts"

const client = (identifier: string, secret = "s") => ({
  identifier,
  description: "d",
  secret,
  redirect_uri: "/callback",
  allowed_scopes: ["a"],
})

t.test("a client is saved over itself and keeps its tokens", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada] = await insertUsers(db, [user({ name: "ada" })])
    await saveOAuthClient(db, client("c"))
    const before = await findOAuthClient(db, "c")
    await insertToken(db, token({ hashed: "h", user_id: ada?.id ?? 0, client_id: "c" }))
    await saveOAuthClient(db, client("c", "new"))
    t.match(await findOAuthClient(db, "c"), { id: before?.id, secret: "new", allowed_scopes: ["a"] })
    t.equal((await db.q("api_tokens").select()).length, 1)
    t.equal(await findOAuthClient(db, "x"), null)
    for (const id of ["jupyterhub", "used", "orphan"]) await saveOAuthClient(db, client(id))
    await insertService(db, service({ name: "s", oauth_client_id: "used" }))
    t.equal(await deleteOrphanedOAuthClients(db, "jupyterhub"), 2)
    t.same((await findOAuthClients(db, ["jupyterhub", "used", "orphan", "c"])).length, 2)
    t.equal((await db.q("api_tokens").select()).length, 0, "tokens go with their client")
    t.equal(await deleteOAuthClients(db, ["used", "x"]), 1)
    t.equal(await deleteOAuthClients(db, []), 0)
  })
})

t.test("a code is good once, for two at the same time too", async t => {
  await forEachDatabase(t, async (t, db) => {
    const [ada] = await insertUsers(db, [user({ name: "ada" })])
    await saveOAuthClient(db, client("c"))
    const code = (text: string, expires_at: number) => ({
      client_id: "c",
      code: text,
      expires_at,
      redirect_uri: "/callback",
      session_id: null,
      user_id: ada?.id ?? 0,
      scopes: ["a"],
      code_challenge: "x",
      code_challenge_method: "S256",
    })
    await insertOAuthCode(db, code("one", 200))
    await insertOAuthCode(db, code("old", 100))
    const found = await findOAuthCode(db, "c", "one")
    t.match(found, { code: "one", scopes: ["a"], code_challenge: "x" })
    t.equal(await findOAuthCode(db, "other", "one"), null)
    const taken = await Promise.all([1, 2, 3].map(() => takeOAuthCode(db, found?.id ?? 0)))
    t.equal(taken.filter(Boolean).length, 1)
    t.equal(await deleteExpiredOAuthCodes(db, 150), 1)
  })
})
