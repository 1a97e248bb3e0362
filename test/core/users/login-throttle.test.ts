/** Guessing passwords gets slow. */
import t from "tap"
import { checkThrottle, countFailure, forgetFailures } from "../../../hub/core/users/login-throttle.ts"
import { bareCore } from "../../support/bare-core.ts"
import { manualClock } from "../../support/clock.ts"

const ip = "10.0.0.1"

t.test("five tries are free, then the wait doubles, up to five minutes", async t => {
  const clock = manualClock()
  const { core } = await bareCore(t, { clock })
  const fail = (times: number) => Array.from({ length: times }, () => countFailure(core, ip, "ada"))
  fail(4)
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"))
  fail(1)
  t.throws(() => checkThrottle(core, ip, "ada"), {
    name: "Refusal",
    status: 429,
    detail: { headers: { "Retry-After": "1" } },
  })
  await clock.advance(1000)
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"))
  fail(3)
  t.throws(() => checkThrottle(core, ip, "ada"), { message: /in 8 seconds/ })
  fail(100)
  t.throws(() => checkThrottle(core, ip, "ada"), { message: /in 300 seconds/ })
})

t.test("only this name from this address waits, in whichever letters", async t => {
  const { core } = await bareCore(t, { clock: manualClock() })
  for (let i = 0; i < 6; i++) countFailure(core, ip, "Ada")
  t.throws(() => checkThrottle(core, ip, "ada"))
  t.doesNotThrow(() => checkThrottle(core, "10.0.0.2", "ada"))
  t.doesNotThrow(() => checkThrottle(core, ip, "bob"))
})

t.test("a login forgets", async t => {
  const { core } = await bareCore(t, { clock: manualClock() })
  for (let i = 0; i < 6; i++) countFailure(core, ip, "ada")
  forgetFailures(core, ip, "ada")
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"))
})

t.test("a flood of names drops the oldest", async t => {
  const { core } = await bareCore(t, { clock: manualClock() })
  for (let i = 0; i < 6; i++) countFailure(core, ip, "ada")
  for (let i = 0; i < 10_000; i++) countFailure(core, ip, `name-${i}`)
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"))
})
