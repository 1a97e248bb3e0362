/** A server's token ends with its server, also when a hub was restarted in between. */
import t from "tap"
import { dropLeftTokens } from "../../../hub/core/start/left-tokens.ts"
import { issueToken } from "../../../hub/core/users/tokens.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { insertSpawner } from "../../../hub/db/spawners.ts"
import { bareCore } from "../../support/bare-core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { run, spawner } from "../../support/rows.ts"

t.test("tokens of servers that no longer run go; those of live servers and people's own stay", async t =>
  forEachDatabase(t, async (t, db) => {
    const { core, addUser } = await bareCore(t, { db })
    const [ada, bob] = [await addUser("ada"), await addUser("bob")]
    const row = await insertSpawner(core.db, spawner({ user_id: ada.id, name: "live" }))
    const live = { user_id: ada.id, user_name: "ada", server_name: "live", spawner_id: row.id, live_key: row.id }
    await insertRun(core.db, run({ ...live, id: "r1", state: "ready" }))
    const notes = [
      [ada, "Server at /user/ada/", false],
      [ada, "Server at /user/ada/live/", true],
      [ada, "Server at /user/ada/gone/", false],
      [bob, "Server at /user/ada/live/", true],
      [bob, "Server at /user/bobby/", true],
      [bob, "Server at my desk", true],
      [bob, "mine", true],
    ] as const
    for (const [user, note] of notes) await issueToken(core, { user, note, scopes: [] })
    await dropLeftTokens(core)
    t.same(
      await core.db.q("api_tokens").orderBy("id").pluck("note"),
      notes.filter(([, , stays]) => stays).map(([, note]) => note),
    )
    await dropLeftTokens(core)
    t.equal((await core.db.q("api_tokens").pluck("id")).length, 5, "again is nothing")
  }),
)
