/** Codes for tokens. */
import t from "tap"
import { ownerScopes } from "../../hub/core/rbac/scope-check.ts"
import { findToken } from "../../hub/core/users/tokens.ts"
import { beginAuthorization } from "../../hub/oauth/authorize.ts"
import { exchangeCode } from "../../hub/oauth/token.ts"
import { clientSecret, oauthPlace } from "../support/oauth.ts"

const query = { client_id: "jupyterhub-user-ada", response_type: "code" }

async function place(t: Parameters<typeof oauthPlace>[0], traits: Record<string, unknown> = {}) {
  const { core, ada } = await oauthPlace(t, { traits })
  const person = { user: ada, scopes: await ownerScopes(core, { user: ada }) }
  const code = async () => {
    const decision = await beginAuthorization(core, person, "session", query)
    return new URLSearchParams("redirect" in decision ? decision.redirect.split("?")[1] : "").get("code") ?? ""
  }
  const form = { grant_type: "authorization_code", client_id: query.client_id, client_secret: clientSecret }
  return { core, ada, code, form }
}

t.test("a token of the person, the client and the session", async t => {
  const { core, code, form } = await place(t)
  const reply = await exchangeCode(core, { ...form, code: await code() }, undefined)
  t.match(reply, { token_type: "Bearer", expires_in: 14 * 86_400 })
  const found = await findToken(core, reply.access_token)
  t.match(found, { client_id: query.client_id, session_id: "session", user: { name: "ada" }, hashed: /^sha512:1:/ })
  t.equal(reply.scope, found?.scopes.join(" "))
})

t.test("its life is the site's, or that of a login", async t => {
  const own = await place(t, { "JupyterHub.oauth_token_expires_in": 600 })
  t.equal((await exchangeCode(own.core, { ...own.form, code: await own.code() }, undefined)).expires_in, 600)
  const short = await place(t, { "JupyterHub.cookie_max_age_days": 0.5 })
  t.equal((await exchangeCode(short.core, { ...short.form, code: await short.code() }, undefined)).expires_in, 43_200)
})

t.test("a user who is gone gets none", async t => {
  const { core, ada, code, form } = await place(t)
  const issued = await code()
  await core.db.q("users").where({ id: ada.id }).delete()
  await t.rejects(exchangeCode(core, { ...form, code: issued }, undefined), { code: "invalid_grant" })
})

t.test("a client without a proof leaves the code alone", async t => {
  const { core, code, form } = await place(t)
  const issued = await code()
  for (const bad of [{ client_secret: "wrong-secret" }, { client_secret: "" }, { client_id: "service-x" }]) {
    await t.rejects(exchangeCode(core, { ...form, ...bad, code: issued }, undefined), {
      code: "invalid_client",
      status: 401,
    })
  }
  await t.rejects(exchangeCode(core, { ...form, client_secret: "", code: issued }, "Basic !!"), {
    code: "invalid_client",
  })
  t.ok(await exchangeCode(core, { ...form, code: issued }, undefined))
})
