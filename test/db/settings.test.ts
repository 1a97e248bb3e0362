/** Single values of the installation. */
import t from "tap"
import { readSetting, settleSetting, writeSetting } from "../../hub/db/settings.ts"
import { forEachDatabase } from "../support/databases.ts"

t.test("written, read, and settled once by many", async t => {
  await forEachDatabase(t, async (t, db) => {
    t.equal(await readSetting(db, "x"), null)
    await writeSetting(db, "x", "1")
    await writeSetting(db, "x", "2")
    t.equal(await readSetting(db, "x"), "2")
    const settled = await Promise.all(["a", "b", "c"].map(value => settleSetting(db, "id", value)))
    t.equal(new Set(settled).size, 1)
    t.equal(await settleSetting(db, "id", "late"), settled[0])
  })
})
