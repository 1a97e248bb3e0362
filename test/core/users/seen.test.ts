/** When users and tokens were last seen. */
import t from "tap"
import { noteSeen } from "../../../hub/core/users/seen.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { findTokenById } from "../../../hub/db/tokens.ts"
import { findUserById } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

t.test("each time where the resolution is 0, else once in it", async t => {
  for (const [resolution, expected] of [
    [0, 10],
    [30, 0],
  ] as const) {
    const clock = manualClock()
    const { core, addUser } = await bareCore(t, { clock, traits: { "JupyterHub.activity_resolution": resolution } })
    const ada = await addUser("ada")
    const first = clock.now().getTime()
    const read = async () => (await findUserById(core.db, ada.id)) ?? ada
    await noteSeen(core, ada, null)
    await clock.advance(10_000)
    await noteSeen(core, await read(), null)
    t.equal((await read()).last_activity?.getTime(), first + expected * 1000)
  }
})

t.test("a server's own token is seen, its user is not", async t => {
  const { core, addUser } = await bareCore(t, { clock: manualClock() })
  const ada = await addUser("ada")
  const { row } = await issueToken(core, { user: ada, note: "Server at /user/ada/", scopes: ["inherit"] })
  await noteSeen(core, ada, row)
  t.equal((await findUserById(core.db, ada.id))?.last_activity, null)
  t.ok((await findTokenById(core.db, row.id))?.last_activity)
})

t.test("a database that takes no writes keeps nobody from asking; a mistake is told", async t => {
  const { core, addUser } = await bareCore(t, { clock: manualClock() })
  const ada = await addUser("ada")
  const { row } = await issueToken(core, { user: ada, note: "test", scopes: ["inherit"] })
  await core.db.q.raw("PRAGMA query_only = on")
  await noteSeen(core, ada, row)
  await core.db.q.raw("PRAGMA query_only = off")
  t.equal((await findTokenById(core.db, row.id))?.last_activity, null)
  await core.db.q.raw("ALTER TABLE users RENAME TO lost")
  await t.rejects(noteSeen(core, ada, null))
})
