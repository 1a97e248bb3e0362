import t from "tap"
import { unfamiliarContainer } from "../../../hub/core/containers/unfamiliar-container.ts"
import { insertContainer } from "../../../hub/db/containers.ts"
import { insertRun } from "../../../hub/db/runs.ts"
import { testCore } from "../../support/core.ts"
import { forEachDatabase } from "../../support/databases.ts"
import { container, run } from "../../support/rows.ts"

t.test("somebody else's, until one had it once", async t => {
  await forEachDatabase(t, async (t, db) => {
    const { core, user } = await testCore(t, { parts: { db } })
    const [alice, bob] = [await user("alice"), await user("bob")]
    await insertContainer(db, container({ id: "c-9", owner_id: bob.id, display_name: "Bait" }))
    await insertContainer(db, container({ id: "c-1", owner_id: null, display_name: "The site's" }))
    const found = { id: "c-9", name: "Bait", owner: "bob" }
    t.same(await unfamiliarContainer(core, alice, "c-9"), found)
    t.same(await unfamiliarContainer(core, alice, ["c-9"]), found, "as a form has it")
    for (const other of ["c-1", "c-2", "", undefined, ["c-1"], 5])
      t.equal(await unfamiliarContainer(core, alice, other), null)
    t.equal(await unfamiliarContainer(core, bob, "c-9"), null, "one's own")
    const demand = { ...run({ id: "x" }).demand, container: "c-9" }
    const mine = { user_id: alice.id, user_name: "alice", state: "stopped" as const, demand }
    await insertRun(db, run({ id: "r-0", ...mine, demand: { ...demand, container: "c-99" } }))
    t.same(await unfamiliarContainer(core, alice, "c-9"), found, "a longer name is another one")
    await insertRun(db, run({ id: "r-1", ...mine }))
    t.equal(await unfamiliarContainer(core, alice, "c-9"), null)
  })
})
