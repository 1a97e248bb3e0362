/** Codes: made, and good once. */
import { createHash } from "node:crypto"
import t from "tap"
import { parseDestination, parseRequest } from "../../hub/oauth/authorization-request.ts"
import { issueCode, redeemCode } from "../../hub/oauth/codes.ts"
import { manualClock } from "../support/clock.ts"
import { oauthPlace } from "../support/oauth.ts"

const verifier = "v".repeat(43)
const challenge = createHash("sha256").update(verifier).digest("base64url")
const nothing = { redirectUri: null, verifier: null }

async function place(t: Parameters<typeof oauthPlace>[0], pkce: Record<string, string> = {}) {
  const clock = manualClock()
  const all = await oauthPlace(t, { clock })
  const query = { client_id: all.client.identifier, response_type: "code", ...pkce }
  const request = await parseRequest(all.core, all.ada, await parseDestination(all.core, query), query)
  const issue = () => issueCode(all.core, all.ada, "session", request, ["read:users:name!user"])
  const redeem = (code: string, sent: Parameters<typeof redeemCode>[3] = nothing, client = all.client) =>
    redeemCode(all.core, client, code, sent)
  return { ...all, clock, issue, redeem }
}

t.test("what was stored comes back, to one of two who ask at once", async t => {
  const { issue, redeem, ada } = await place(t)
  const code = await issue()
  const answers = await Promise.allSettled([redeem(code), redeem(code)])
  t.equal(answers.filter(answer => answer.status === "fulfilled").length, 1)
  const [row] = answers.flatMap(answer => (answer.status === "fulfilled" ? [answer.value] : []))
  t.match(row, { user_id: ada.id, session_id: "session", scopes: ["read:users:name!user"] })
})

t.test("not after 300 seconds, not for another client", async t => {
  const { issue, redeem, clock, client } = await place(t)
  const old = await issue()
  await clock.advance(301_000)
  await t.rejects(redeem(old), { code: "invalid_grant" })
  const code = await issue()
  await t.rejects(redeem(code, nothing, { ...client, identifier: "service-x" }), { code: "invalid_grant" })
  t.ok(await redeem(code), "whose try does not use it up")
})

t.test("the verifier must fit, by S256 and by plain", async t => {
  const s256 = await place(t, { code_challenge: challenge, code_challenge_method: "S256" })
  t.ok(await s256.redeem(await s256.issue(), { ...nothing, verifier }))
  await t.rejects(s256.redeem(await s256.issue()), { code: "invalid_request" })
  await t.rejects(s256.redeem(await s256.issue(), { ...nothing, verifier: challenge }), { code: "invalid_grant" })
  const plain = await place(t, { code_challenge: verifier })
  t.ok(await plain.redeem(await plain.issue(), { ...nothing, verifier }))
  await t.rejects(plain.redeem(await plain.issue(), { ...nothing, verifier: "other" }), { code: "invalid_grant" })
})

t.test("the redirect URI, where it is sent, must be the client's", async t => {
  const { issue, redeem } = await place(t)
  t.ok(await redeem(await issue(), { ...nothing, redirectUri: "/user/ada/oauth_callback" }))
  await t.rejects(redeem(await issue(), { ...nothing, redirectUri: "/x" }), { message: "Mismatching redirect URI." })
})
