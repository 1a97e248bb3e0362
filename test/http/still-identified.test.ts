/** A long answer ends with what its asker was identified by. */
import t from "tap"
import { anonymous } from "../../hub/core/rbac/identity.ts"
import { issueToken, revokeTokens } from "../../hub/core/users/tokens.ts"
import { isStillIdentified } from "../../hub/http/still-identified.ts"
import { bareCore } from "../support/bare-core.ts"

t.test("a token until it is revoked, a login until its user is gone", async t => {
  const { core, addUser } = await bareCore(t)
  const ada = await addUser("ada")
  const { row } = await issueToken(core, { user: ada, note: "", scopes: ["inherit"], unchecked: true })
  const byToken = { ...anonymous, kind: "user", user: ada, token: row } as const
  t.equal(await isStillIdentified(core, byToken), true)
  await revokeTokens(core, [row.id])
  t.equal(await isStillIdentified(core, byToken), false)
  const byCookie = { ...anonymous, kind: "user", user: ada } as const
  t.equal(await isStillIdentified(core, byCookie), true)
  await core.db.q("users").where({ id: ada.id }).delete()
  t.equal(await isStillIdentified(core, byCookie), false)
  t.equal(await isStillIdentified(core, anonymous), false)
})
