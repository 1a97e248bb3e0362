/** One task a run at a time, one of each kind for no run in particular. */
import t from "tap"
import { createTasks, everyRun } from "../../hub/core/tasks.ts"

t.test("what is under way", async t => {
  const ended: unknown[] = []
  const tasks = createTasks((id, kind, error) => ended.push([id, kind, (error as Error | undefined)?.message]))
  const ends: (() => void)[] = []
  const work = () => new Promise<void>(resolve => ends.push(resolve))
  t.equal(tasks.start("a", "submit", work), true)
  t.equal(tasks.start("a", "submit", work), false, "at work already")
  t.equal(tasks.start("a", "end", work), false, "another step of this run has to wait")
  t.equal(tasks.start("b", "submit", work), true)
  t.equal(tasks.start(everyRun, "poll", work), true)
  t.equal(tasks.start(everyRun, "poll", work), false)
  t.equal(tasks.start(everyRun, "look", work), true, "another kind for all runs")
  t.equal(tasks.count("submit"), 2)
  t.same(tasks.ids("submit"), ["a", "b"])
  t.ok(tasks.has("a"))

  let aborted = false
  tasks.start("c", "bring-up", signal => {
    signal.addEventListener("abort", () => {
      aborted = true
    })
    return Promise.reject(new Error("no"))
  })
  tasks.abort("c", "submit")
  t.notOk(aborted, "another kind")
  tasks.abortAll("bring-up")
  t.ok(aborted)
  for (const end of ends) end()
  await tasks.done()
  t.notOk(tasks.has("a"))
  t.same(ended.sort(), [
    ["*", "look", undefined],
    ["*", "poll", undefined],
    ["a", "submit", undefined],
    ["b", "submit", undefined],
    ["c", "bring-up", "no"],
  ])
})
