/** Straight back with a code, or a question to the person. */
import t from "tap"
import { ownerScopes } from "../../hub/core/rbac/scope-check.ts"
import { issueToken } from "../../hub/core/users/tokens.ts"
import { beginAuthorization, completeAuthorization } from "../../hub/oauth/authorize.ts"
import { oauthPlace } from "../support/oauth.ts"

const query = { client_id: "jupyterhub-user-ada", response_type: "code" }

async function asAdmin(place: Awaited<ReturnType<typeof oauthPlace>>) {
  const user = await place.addUser("root", "admin")
  return { user, scopes: await ownerScopes(place.core, { user }) }
}

t.test("the own server needs no question", async t => {
  const { core, ada } = await oauthPlace(t)
  const person = { user: ada, scopes: await ownerScopes(core, { user: ada }) }
  const decision = await beginAuthorization(core, person, "session", query)
  t.match(decision, { redirect: /^\/user\/ada\/oauth_callback\?code=\w{30}$/ })
  t.match(await core.db.q("oauth_codes").first("*"), { session_id: "session", user_id: ada.id })
})

t.test("another's does, once: then what was agreed to is known", async t => {
  const place = await oauthPlace(t)
  const root = await asAdmin(place)
  const first = await beginAuthorization(place.core, root, "session", query)
  t.match(first, {
    confirm: { client: { identifier: "jupyterhub-user-ada" }, descriptions: [{ scope: "(no_scope)" }] },
  })
  if (!("confirm" in first)) throw new Error("not asked")
  const scopes = first.confirm.allowedScopes
  t.match(await completeAuthorization(place.core, root, "session", query, scopes), { redirect: /code=/ })
  await issueToken(place.core, { user: root.user, note: "", scopes, clientId: query.client_id, unchecked: true })
  t.match(await beginAuthorization(place.core, root, "session", query), { redirect: /code=/ })
})

t.test("who may not use it gets neither", async t => {
  const { core, addUser } = await oauthPlace(t)
  const bob = await addUser("bob")
  const person = { user: bob, scopes: await ownerScopes(core, { user: bob }) }
  const refused = { status: 403, message: "You do not have permission to access Server at /user/ada/" }
  await t.rejects(beginAuthorization(core, person, "session", query), refused)
  await t.rejects(completeAuthorization(core, person, "session", query, []), refused, "not by posting the form either")
  t.equal(await core.db.q("oauth_codes").first("id"), undefined)
})

t.test("the state comes back as it was, whatever is in it", async t => {
  const { core, ada } = await oauthPlace(t)
  const person = { user: ada, scopes: await ownerScopes(core, { user: ada }) }
  const decision = await beginAuthorization(core, person, "session", { ...query, state: "a&b=c#d\r\nX: y" })
  const redirect = "redirect" in decision ? decision.redirect : ""
  t.equal(new URLSearchParams(redirect.split("?")[1]).get("state"), "a&b=c#d\r\nX: y")
  t.notMatch(redirect, /[\r\n]/)
})
