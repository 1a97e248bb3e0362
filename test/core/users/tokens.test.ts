/** Tokens: issued, found, expired, revoked. */
import t from "tap"
import { hashToken } from "../../../hub/core/users/token-hash.ts"
import { findToken, issueToken, revokeSession, revokeTokens } from "../../../hub/core/users/tokens.ts"
import { insertToken, updateToken } from "../../../hub/db/tokens.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { token as tokenRow } from "../../support/rows.ts"

const all = { note: "x", scopes: ["inherit"] }

t.test("a new token is found by its text, and is stored as a hash only", async t => {
  const { core, addUser } = await bareCore(t)
  const { token, row } = await issueToken(core, { ...all, user: await addUser("ada") })
  t.match(token, /^[0-9a-f]{32}$/)
  t.match(row, { prefix: token.slice(0, 4), client_id: "jupyterhub", hashed: /^sha512:1:/ })
  t.equal((await findToken(core, token))?.id, row.id)
  t.equal((await findToken(core, token))?.user?.name, "ada", "and again, from what is remembered")
  t.notMatch(JSON.stringify(await core.db.q("api_tokens").select("*")), token)
})

t.test("a supplied token takes 8 to 64 characters and all the rounds", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const { row } = await issueToken(core, { ...all, user, token: "my-own-token" })
  t.match(row.hashed, /^sha512:16384:/)
  t.equal((await findToken(core, "my-own-token"))?.id, row.id)
  for (const token of ["seven77", "x".repeat(65)]) {
    await t.rejects(issueToken(core, { ...all, user, token }), { status: 400, message: /8 to 64 characters/ })
  }
})

t.test("what is no token costs nothing and finds nothing", async t => {
  const { core } = await bareCore(t)
  for (const text of ["", "short", "x".repeat(65), "x".repeat(1_000_000), "0".repeat(32)]) {
    t.equal(await findToken(core, text), null)
  }
})

t.test("another token with the same beginning is another token", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const first = await issueToken(core, { ...all, user, token: "same-beginning-1" })
  const second = await issueToken(core, { ...all, user, token: "same-beginning-2" })
  t.equal((await findToken(core, "same-beginning-1"))?.id, first.row.id)
  t.equal((await findToken(core, "same-beginning-2"))?.id, second.row.id)
  t.equal(await findToken(core, "same-beginning-3"), null)
})

t.test("expired or revoked, by whichever process: gone at the next request", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const user = await addUser("ada")
  const short = await issueToken(core, { ...all, user, expiresIn: 60 })
  const long = await issueToken(core, { ...all, user })
  t.ok(await findToken(core, short.token))
  t.ok(await findToken(core, long.token))
  await clock.advance(61_000)
  t.equal(await findToken(core, short.token), null)
  await core.db.q("api_tokens").where({ id: long.row.id }).delete()
  t.equal(await findToken(core, long.token), null)
})

t.test("what is remembered of a token counts for its hash only", async t => {
  const { core, addUser } = await bareCore(t)
  const { token, row } = await issueToken(core, { ...all, user: await addUser("ada") })
  t.ok(await findToken(core, token))
  await updateToken(core.db, row.id, { hashed: hashToken("another-token", 1) })
  t.equal(await findToken(core, token), null)
})

t.test("expires_in counts seconds, and 0 is no for ever", async t => {
  const clock = manualClock()
  const { core, addUser } = await bareCore(t, { clock })
  const user = await addUser("ada")
  const { row } = await issueToken(core, { ...all, user, expiresIn: 90.7 })
  t.equal(row.expires_at?.getTime(), clock.now().getTime() + 90_000)
  for (const expiresIn of [0, -1, Number.NaN])
    await t.rejects(issueToken(core, { ...all, user, expiresIn }), { name: "Refusal", status: 400 })
})

t.test("scopes that the owner does not have are refused", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  await t.rejects(issueToken(core, { user, note: "", scopes: ["admin:users"] }), {
    status: 400,
    message: /not held by User ada/,
  })
  t.ok(await issueToken(core, { user, note: "", scopes: ["admin:users"], unchecked: true }))
})

t.test("revoked by id and by session", async t => {
  const { core, addUser } = await bareCore(t)
  const user = await addUser("ada")
  const [a, b, c] = await Promise.all(
    ["s1", "s1", "s2"].map(sessionId => issueToken(core, { ...all, user, sessionId })),
  )
  t.equal(await revokeTokens(core, [a?.row.id ?? 0]), 1)
  t.equal(await revokeSession(core, user.id, "s1"), 1)
  t.equal(await findToken(core, b?.token ?? ""), null)
  t.ok(await findToken(core, c?.token ?? ""))
})

t.test("a row without client or owner opens nothing", async t => {
  const { core } = await bareCore(t)
  await insertToken(core.db, tokenRow({ hashed: hashToken("nobodys-token", 1), prefix: "nobo" }))
  t.equal(await findToken(core, "nobodys-token"), null)
})
