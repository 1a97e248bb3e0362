/** Events of a run: appended, read in order from where a reader stopped. */
import t from "tap"
import { appendRunEvent, appendRunEvents, listRunEvents } from "../../hub/db/run-events.ts"
import { insertRun } from "../../hub/db/runs.ts"
import { forEachDatabase } from "../support/databases.ts"
import { noon, run } from "../support/rows.ts"

t.test("events in order", async t => {
  await forEachDatabase(t, async (t, db) => {
    await insertRun(db, run({ id: "a" }))
    await insertRun(db, run({ id: "b" }))
    const event = (run_id: string, message: string) => ({
      run_id,
      at: noon,
      state: "queued" as const,
      event: "submitted",
      progress: 10,
      message,
      message_html: null,
    })
    const first = await appendRunEvent(db, event("a", "one ü"))
    await appendRunEvents(db, [event("b", "other"), event("a", "two")])
    t.same(
      (await listRunEvents(db, "a")).map(e => e.message),
      ["one ü", "two"],
    )
    t.same(
      (await listRunEvents(db, "a", first.id)).map(e => e.message),
      ["two"],
    )
    t.match(await listRunEvents(db, "b"), [{ at: noon, state: "queued", progress: 10 }])
    await t.rejects(appendRunEvent(db, event("none", "x")), "an event belongs to a run")
  })
})
