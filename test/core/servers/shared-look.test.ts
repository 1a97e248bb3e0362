/** Those who follow one run share what they see of it. */
import t from "tap"
import { startServer } from "../../../hub/core/servers/servers.ts"
import { sharedLook } from "../../../hub/core/servers/shared-look.ts"
import { bareCore } from "../../support/bare-core.ts"

t.test(
  "a thousand who look at once read the database twice at most, and none sees what was before it asked",
  async t => {
    const { core, addUser } = await bareCore(t)
    const run = await startServer(core, { user: await addUser("ada"), serverName: "", options: {}, by: "ada" })
    let statements = 0
    core.db.q.on("query", () => statements++)
    const looks = await Promise.all(Array.from({ length: 1000 }, () => sharedLook(core, run.id, 0)))
    t.equal(looks[999]?.run?.id, run.id)
    t.equal(looks[999]?.events.length, 1)
    t.ok(statements <= 4, `${statements} statements`)
    await core.db.q("carme_runs").where({ id: run.id }).update({ reason: "Priority" })
    t.equal((await sharedLook(core, run.id, 60_000)).run?.reason, null, "of a moment ago, for who was not woken")
    t.equal((await sharedLook(core, run.id, 0)).run?.reason, "Priority")
  },
)

t.test("a run that is not there", async t => {
  const { core } = await bareCore(t)
  t.same(await sharedLook(core, "carme-none", 0), { run: null, events: [] })
})
