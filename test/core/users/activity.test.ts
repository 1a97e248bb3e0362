/** Activity as servers report it: only forward, only for what is there, all or nothing. */
import t from "tap"
import { reportActivity } from "../../../hub/core/users/activity.ts"
import { findSpawner, insertSpawner } from "../../../hub/db/spawners.ts"
import { findUserById } from "../../../hub/db/users.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"
import { spawner } from "../../support/rows.ts"

t.test("a server reports", async t => {
  const { core, addUser } = await bareCore(t, { clock: manualClock(new Date("2026-11-23T06:00:00Z")) })
  const user = await addUser("ada")
  await insertSpawner(core.db, spawner({ user_id: user.id }))
  await insertSpawner(core.db, spawner({ user_id: user.id, name: "lab" }))
  const seen = async () => ({
    user: (await findUserById(core.db, user.id))?.last_activity?.toISOString() ?? null,
    lab: (await findSpawner(core.db, user.id, "lab"))?.last_activity?.toISOString() ?? null,
    main: (await findSpawner(core.db, user.id, ""))?.last_activity?.toISOString() ?? null,
  })

  await reportActivity(core, user, {
    last_activity: "2026-11-23T05:00:00.123456Z",
    servers: { lab: { last_activity: "2026-11-23T06:10:00+01:00" } },
  })
  t.same(await seen(), { user: "2026-11-23T05:00:00.123456Z", lab: "2026-11-23T05:10:00.000Z", main: null })
  await reportActivity(core, user, {
    last_activity: "2026-11-23T04:00:00",
    servers: { "": { last_activity: "2026-11-23T05:30" } },
  })
  t.same(
    await seen(),
    { user: "2026-11-23T05:00:00.123456Z", lab: "2026-11-23T05:10:00.000Z", main: "2026-11-23T05:30:00.000Z" },
    "older changes nothing; no zone is UTC",
  )
  await reportActivity(core, user, { last_activity: "2026-11-23T06:59:00Z" })
  t.equal((await seen()).user, "2026-11-23T06:59:00.000Z", "59 minutes ahead are forgiven")

  const before = await seen()
  const bad: readonly [unknown, RegExp][] = [
    [{ last_activity: "2026-11-23T06:59:01Z" }, /more than an hour in the future/],
    [{ last_activity: "yesterday" }, /Not a valid timestamp/],
    [{ last_activity: "2026-02-30T00:00:00Z" }, /Not a valid timestamp/],
    [{ last_activity: 1763877600 }, /Not a valid timestamp/],
    [{ servers: { nolab: { last_activity: "2026-11-23T05:00:00Z" } } }, /No such server 'nolab' for user ada/],
    [{ servers: { lab: {} } }, /servers must be a dict/],
    [{ servers: { lab: "2026-11-23T05:00:00Z" } }, /servers must be a dict/],
    [{ servers: ["lab"] }, /servers must be a dict/],
    [{}, /at least one of/],
    [{ servers: {} }, /at least one of/],
    [[], /must be a json dict/],
    [null, /must be a json dict/],
    [
      { last_activity: "2026-11-23T06:00:00Z", servers: { lab: { last_activity: "2026-11-23T05:59:00Z" }, x: {} } },
      /No such server 'x'/,
    ],
  ]
  for (const [body, message] of bad) {
    const error = await reportActivity(core, user, body).catch(error => error)
    t.match(error, { status: 400, message }, JSON.stringify(body))
  }
  t.same(await seen(), before)
})
