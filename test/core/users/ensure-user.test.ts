/** What is kept of an authenticator's word. */
import t, { type Test } from "tap"
import { readAuthState } from "../../../hub/core/users/auth-state.ts"
import { ensureUser } from "../../../hub/core/users/ensure-user.ts"
import { groupNamesOf } from "../../../hub/db/members.ts"
import { findRolesByNames, holderIds, revokeRole } from "../../../hub/db/roles.ts"
import { bareCore } from "../../support/bare-core.ts"

const secrets = { cookieSecret: Buffer.alloc(32), cryptKeys: [Buffer.alloc(32, 1)] }
const place = (t: Test, traits: Record<string, unknown> = {}) => bareCore(t, { traits, secrets })

t.test("admin changes only when it is said", async t => {
  const { core } = await place(t)
  t.equal((await ensureUser(core, { name: "ada", admin: true })).admin, true)
  t.equal((await ensureUser(core, { name: "ada" })).admin, true)
  t.equal((await ensureUser(core, { name: "ada", admin: null })).admin, true)
  t.equal((await ensureUser(core, { name: "ada", admin: false })).admin, false)
})

t.test("two first logins at once make one user", async t => {
  const { core } = await place(t)
  const users = await Promise.all(Array.from({ length: 5 }, () => ensureUser(core, { name: "ada" })))
  t.equal(new Set(users.map(user => user.id)).size, 1)
})

t.test("the role of users is given at each login to one who does not hold it", async t => {
  const { core } = await place(t)
  const [role = 0] = (await findRolesByNames(core.db, ["user"])).map(r => r.id)
  const ada = await ensureUser(core, { name: "ada" })
  t.same(await holderIds(core.db, "user", role), [ada.id])
  await revokeRole(core.db, "user", role, [ada.id])
  t.same(await ensureUser(core, { name: "ada" }), ada)
  t.same(await holderIds(core.db, "user", role), [ada.id])
})

t.test("groups are the authenticator's, where it manages them", async t => {
  const { core } = await place(t, { "Authenticator.manage_groups": true })
  const groups = async () => (await groupNamesOf(core.db, ["ada"])).get("ada") ?? []
  await ensureUser(core, { name: "ada", groups: ["lab", "staff"] })
  t.same(await groups(), ["lab", "staff"])
  await ensureUser(core, { name: "ada", groups: ["staff", "new"] })
  t.same(await groups(), ["new", "staff"])
  await ensureUser(core, { name: "ada", groups: null })
  t.same(await groups(), ["new", "staff"])
  await ensureUser(core, { name: "ada", groups: [] })
  t.same(await groups(), [])
  await t.rejects(ensureUser(core, { name: "ada" }), { message: /names no groups for ada/ })
})

t.test("elsewhere they are left alone", async t => {
  const { core } = await place(t)
  await ensureUser(core, { name: "ada", groups: ["lab"] })
  t.equal((await groupNamesOf(core.db, ["ada"])).size, 0)
})

t.test("auth_state is kept encrypted where the site wants it, and cleared where not", async t => {
  const { core } = await place(t, { "Authenticator.enable_auth_state": true })
  const ada = await ensureUser(core, { name: "ada", authState: { token: "x" } })
  t.same(await readAuthState(core, ada), { token: "x" })
  const without = await bareCore(t, { db: core.db, secrets })
  t.equal((await ensureUser(without.core, { name: "ada", authState: { token: "y" } })).encrypted_auth_state, null)
})

t.test("user_info is kept", async t => {
  const { core } = await place(t)
  t.same((await ensureUser(core, { name: "ada", userInfo: { mail: "ada@x" } })).user_info, { mail: "ada@x" })
  t.same((await ensureUser(core, { name: "ada" })).user_info, { mail: "ada@x" })
})
