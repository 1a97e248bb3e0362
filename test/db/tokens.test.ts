/** The table of API tokens. */
import t from "tap"
import { saveOAuthClient } from "../../hub/db/oauth.ts"
import { insertService } from "../../hub/db/services.ts"
import {
  deleteExpiredTokens,
  deleteTokens,
  deleteTokensByNote,
  deleteTokensOfClient,
  deleteTokensOfSession,
  findTokenById,
  findTokenCandidate,
  findTokenCandidates,
  insertToken,
  listTokens,
  touchTokens,
  updateToken,
} from "../../hub/db/tokens.ts"
import { insertUsers } from "../../hub/db/users.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, service, token, user } from "../support/rows.ts"

const past = new Date(noon.getTime() - 1000)
const future = new Date(noon.getTime() + 1000)

t.test("tokens are found with their owner until they expire", async t => {
  await forEachDatabase(t, async (t, db) => {
    await saveOAuthClient(db, {
      identifier: "jupyterhub",
      description: "",
      secret: "",
      redirect_uri: "",
      allowed_scopes: [],
    })
    const [ada] = await insertUsers(db, [user({ name: "ada", admin: true })])
    const robot = await insertService(db, service({ name: "robot" }))
    const userId = ada?.id ?? 0
    const mine = await insertToken(
      db,
      token({ hashed: "1", user_id: userId, scopes: ["self"], session_id: "s", note: "n" }),
    )
    const theirs = await insertToken(db, token({ hashed: "2", service_id: robot.id, expires_at: future }))
    const expired = await insertToken(db, token({ hashed: "3", user_id: userId, expires_at: past }))
    const other = await insertToken(db, token({ hashed: "4", user_id: userId, prefix: "wxyz" }))

    const found = await findTokenCandidates(db, "abcd", noon)
    t.same(found.map(c => c.id).sort(), [mine.id, theirs.id])
    t.match(
      found.find(c => c.id === mine.id),
      { hashed: "1", scopes: ["self"], user: { name: "ada", admin: true }, service: null },
    )
    t.match(
      found.find(c => c.id === theirs.id),
      { user: null, service: { name: "robot" }, expires_at: future },
    )
    t.same((await findTokenCandidates(db, ["abcd", "wxyz"], noon)).length, 3)
    t.equal((await findTokenCandidate(db, mine.id, noon))?.user?.name, "ada")
    t.equal(await findTokenCandidate(db, expired.id, noon), null)

    t.same(
      (await listTokens(db, { userId }, noon)).map(row => row.id),
      [mine.id, other.id],
    )
    t.same(
      (await listTokens(db, { serviceId: robot.id }, noon)).map(row => row.id),
      [theirs.id],
    )
    await updateToken(db, mine.id, { note: "changed" })
    await touchTokens(db, new Map([[mine.id, noon]]), noon)
    t.match(await findTokenById(db, mine.id), { note: "changed", last_activity: noon })

    t.equal(await deleteExpiredTokens(db, noon), 1)
    t.equal(await deleteTokensOfSession(db, userId, "other"), 0)
    t.equal(await deleteTokensOfSession(db, userId, "s"), 1)
    t.equal(await deleteTokensByNote(db, userId, "none"), 0)
    t.equal(await deleteTokensOfClient(db, "jupyterhub", { serviceId: robot.id }), 1)
    t.equal(await deleteTokens(db, [other.id]), 1)
    t.equal(await deleteTokens(db, []), 0)
    t.equal(await deleteTokensOfClient(db, "jupyterhub"), 0)
  })
})
