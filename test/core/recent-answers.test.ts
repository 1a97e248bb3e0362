import t from "tap"
import type { Core } from "../../hub/core/core.ts"
import { recentAnswers } from "../../hub/core/recent-answers.ts"
import { manualClock } from "../support/clock.ts"

t.test("one question for all who ask meanwhile, a new one when the answer is old, and no failure is kept", async t => {
  const clock = manualClock()
  const core = { clock } as unknown as Core
  const recent = recentAnswers<number>(5_000)
  let asked = 0
  let answer = (_value: number) => {}
  const ask = () =>
    new Promise<number>(resolve => {
      asked += 1
      answer = resolve
    })
  const both = [recent(core, "a", ask), recent(core, "a", ask)]
  await clock.advance(60_000)
  answer(1)
  t.same(await Promise.all(both), [1, 1], "a slow answer is waited for by all")
  t.equal(await recent(core, "a", ask), 1)
  t.equal(asked, 1)
  const other = recent(core, "b", ask)
  answer(2)
  t.equal(await other, 2, "another key is another question")
  await clock.advance(5_000)
  const later = recent(core, "a", ask)
  answer(3)
  t.equal(await later, 3)
  t.equal(asked, 3)
  const fails = () => Promise.reject(new Error("down"))
  await t.rejects(recent(core, "c", fails), /down/)
  const again = recent(core, "c", ask)
  answer(4)
  t.equal(await again, 4)
  const stranger = recent({ clock } as unknown as Core, "a", async () => 9)
  t.equal(await stranger, 9, "each hub has its own")
})
