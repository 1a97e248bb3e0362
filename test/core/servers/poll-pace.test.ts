/** When the backend is asked again, with a clock that the test moves. */
import t from "tap"
import { createPollPace } from "../../../hub/core/servers/poll-pace.ts"

const reported = { id: "a", state: "queued", port: 8888, stopping_at: null } as const
const waiting = { ...reported, id: "b", port: null } as const

function scene(random = 0.5) {
  const clock = { now: 1_000_000 }
  return {
    clock,
    pace: createPollPace(
      2000,
      () => clock.now,
      (_id, since) => clock.now - since.getTime(),
      () => random,
    ),
  }
}

t.test("once in an interval, and sooner while an answer may come at any moment", async t => {
  const { clock, pace } = scene()
  t.equal(pace.gapMs([waiting]), 2000)
  t.equal(pace.gapMs([waiting, reported]), 250, "the server is there already")
  clock.now += 1000
  t.equal(pace.gapMs([reported]), 500)
  clock.now += 60_000
  t.equal(pace.gapMs([reported]), 2000, "a port that nothing comes of is not asked for four times a second for ever")
  t.equal(pace.gapMs([waiting]), 2000)
  t.equal(pace.gapMs([reported]), 250, "another start begins anew")
  const stopping = { ...waiting, state: "stopping", stopping_at: new Date(clock.now - 1000) } as const
  t.equal(pace.gapMs([stopping]), 500)
})

t.test("a backend that does not answer is asked less and less, whoever waits", async t => {
  const { pace } = scene()
  const gaps: number[] = []
  const news: boolean[] = []
  for (let looks = 0; looks < 7; looks++) {
    news.push(pace.heard(false))
    gaps.push(pace.gapMs([reported]))
  }
  t.same(gaps, [4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000])
  t.same(news, [true, false, false, false, false, false, false], "said once")
  t.equal(pace.heard(true), true, "and once when it is back")
  t.equal(pace.heard(true), false)
  t.equal(pace.gapMs([waiting]), 2000, "and asked as before")
})

t.test("hubs do not all come back at once, and a long interval of the site's stays one", async t => {
  for (const [random, gap] of [
    [0, 3000],
    [1, 5000],
  ] as const) {
    const { pace } = scene(random)
    pace.heard(false)
    t.equal(pace.gapMs([]), gap)
  }
  const slow = createPollPace(
    60_000,
    () => 0,
    () => 0,
    () => 0.5,
  )
  slow.heard(false)
  t.equal(slow.gapMs([]), 60_000)
})
