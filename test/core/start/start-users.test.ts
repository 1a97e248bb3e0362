/** Users of the configuration. */
import t from "tap"
import { roleNamesOfUsers } from "../../../hub/db/members.ts"
import { findUserByName } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test("admins and allowed users are there from the start, in their one spelling", async t => {
  const { core } = await bareCore(t, {
    traits: {
      "Authenticator.admin_users": ["Ada"],
      "Authenticator.allowed_users": ["BOB", "ada"],
      "Authenticator.username_map": { bob: "robert" },
    },
  })
  const ada = await findUserByName(core.db, "ada")
  const robert = await findUserByName(core.db, "robert")
  t.equal(ada?.admin, true)
  t.equal(robert?.admin, false)
  const roles = await roleNamesOfUsers(core.db, [ada?.id ?? 0, robert?.id ?? 0])
  t.same(roles.get(ada?.id ?? 0), ["admin", "user"])
  t.same(roles.get(robert?.id ?? 0), ["user"])
})

t.test("a user that exists becomes an admin, and stays one without the setting", async t => {
  const { core, addUser } = await bareCore(t)
  await addUser("ada")
  await bareCore(t, { db: core.db, traits: { "Authenticator.admin_users": ["ada"] } })
  t.equal((await findUserByName(core.db, "ada"))?.admin, true)
  await bareCore(t, { db: core.db })
  t.equal((await findUserByName(core.db, "ada"))?.admin, true)
})

t.test("a name that nobody can have ends the start", async t => {
  await t.rejects(bareCore(t, { traits: { "Authenticator.admin_users": ["a/b"] } }), { message: /'a\/b' is not valid/ })
})
