/** Users of the database and what the authenticator thinks of them. */
import t, { type Test } from "tap"
import { dummy } from "../../../authenticators/dummy.ts"
import type { Core } from "../../../hub/core/core.ts"
import { meetUsers } from "../../../hub/core/start/meet-users.ts"
import { createUsers } from "../../../hub/core/users/users.ts"
import { listUserNames } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"

/** Users ada, bob and eve, of whom the authenticator does not accept bob; eve is blocked. */
async function meeting(t: Test, deletes: boolean) {
  const traits = { "Authenticator.blocked_users": ["eve"], "Authenticator.delete_invalid_users": deletes }
  const { core, log } = await bareCore(t, { traits })
  await createUsers(core, ["ada", "bob", "eve"], { admin: false })
  const asked: (readonly string[])[] = []
  const meet = async (names: readonly string[]) => {
    asked.push([...names].sort())
    return ["bob"]
  }
  await meetUsers({ ...core, authenticator: { ...dummy, meet } } satisfies Core)
  return { asked, log: log(), left: [...(await listUserNames(core.db))].sort() }
}

t.test("who is blocked is not met: no account is made for them", async t => {
  const { asked, log, left } = await meeting(t, false)
  t.same(asked, [["ada", "bob"]])
  t.same(left, ["ada", "bob", "eve"])
  t.match(log, /does not accept the user bob .* set Authenticator\.delete_invalid_users/)
})

t.test("whom it does not accept is deleted where the site wants that", async t => {
  const { log, left } = await meeting(t, true)
  t.same(left, ["ada", "eve"])
  t.match(log, /Deleting the user bob/)
})
