/** What a client may ask for, and how. */
import t from "tap"
import { saveOAuthClient } from "../../hub/db/oauth.ts"
import { parseDestination, parseRequest } from "../../hub/oauth/authorization-request.ts"
import { oauthPlace } from "../support/oauth.ts"

const query = { client_id: "jupyterhub-user-ada", response_type: "code", state: "s" }

t.test("the client's redirect URI, given or not, and no other", async t => {
  const { core } = await oauthPlace(t)
  t.match(await parseDestination(core, query), { redirectUri: "/user/ada/oauth_callback", state: "s" })
  t.ok(await parseDestination(core, { ...query, redirect_uri: "/user/ada/oauth_callback" }))
  for (const redirect_uri of ["/user/ada/oauth_callback/", "http://evil/user/ada/oauth_callback", "//evil"]) {
    await t.rejects(parseDestination(core, { ...query, redirect_uri }), {
      status: 400,
      message: "Mismatching redirect URI.",
    })
  }
  for (const name of ["client_id", "state", "scope"]) {
    await t.rejects(parseDestination(core, { ...query, [name]: ["a", "b"] }), {
      message: `Duplicate ${name} parameter.`,
    })
  }
})

t.test("scopes: all that the client may have, or what it asks for, and always access", async t => {
  const { core, ada } = await oauthPlace(t)
  const destination = await parseDestination(core, query)
  const always = ["read:users:name!user", "read:users:groups!user", "access:servers!server=ada/"]
  t.same(new Set((await parseRequest(core, ada, destination, query)).scopes), new Set(always))
  const asked = await parseRequest(core, ada, destination, { ...query, scope: "identify" })
  t.same(new Set(asked.scopes), new Set(always))
  for (const scope of ["tokens", "no:such", "self"]) {
    await t.rejects(parseRequest(core, ada, destination, { ...query, scope }), { code: "invalid_scope" })
  }
})

t.test("names of roles stand for their scopes", async t => {
  const { core, ada, client } = await oauthPlace(t)
  const { id: _, ...row } = client
  await saveOAuthClient(core.db, { ...row, allowed_scopes: ["users:activity!user", "access:servers!server"] })
  const destination = await parseDestination(core, query)
  const { scopes } = await parseRequest(core, ada, destination, { ...query, scope: "server" })
  t.ok(scopes.includes("users:activity!user"))
})

t.test("PKCE by S256 or plain", async t => {
  const { core, ada } = await oauthPlace(t)
  const destination = await parseDestination(core, query)
  const parse = (more: Record<string, string>) => parseRequest(core, ada, destination, { ...query, ...more })
  t.match(await parse({ code_challenge: "x" }), { codeChallenge: "x", codeChallengeMethod: "plain" })
  t.match(await parse({ code_challenge: "x", code_challenge_method: "S256" }), { codeChallengeMethod: "S256" })
  t.match(await parse({}), { codeChallenge: null, codeChallengeMethod: null })
  await t.rejects(parse({ code_challenge: "x", code_challenge_method: "none" }), { code: "invalid_request" })
})

t.test("a client that stands for nothing is the hub's fault", async t => {
  const { core, ada, client } = await oauthPlace(t)
  const { id: _, ...row } = client
  await saveOAuthClient(core.db, { ...row, identifier: "service-gone" })
  const lost = { ...query, client_id: "service-gone" }
  await t.rejects(parseRequest(core, ada, await parseDestination(core, lost), lost), { name: "Fault", status: 500 })
})
