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
  const clock = manualClock()
  const { core } = await bareCore(t, { clock })
  for (let i = 0; i < 100; i++) countFailure(core, ip, "ada")
  for (let i = 0; i < 10_000; i++) countFailure(core, ip, `name-${i}`)
  await clock.advance(31_000)
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"))
})

t.test("guesses at one name from everywhere wait, too; where the person has logged in before, they do not", async t => {
  const clock = manualClock()
  const { core } = await bareCore(t, { clock })
  forgetFailures(core, "10.9.9.9", "ada")
  for (let i = 0; i < 26; i++) countFailure(core, `10.0.1.${i}`, "ada")
  t.throws(() => checkThrottle(core, "10.0.2.1", "Ada"), { status: 429, message: /for this name.* 60 seconds/ })
  t.doesNotThrow(() => checkThrottle(core, "10.9.9.9", "ada"), "at home")
  t.doesNotThrow(() => checkThrottle(core, "10.0.2.1", "bob"))
  await clock.advance(61_000)
  t.doesNotThrow(() => checkThrottle(core, "10.0.2.1", "ada"))
})

t.test("one address that tries all names waits, and forgets nothing by a set clock", async t => {
  const clock = manualClock()
  const { core } = await bareCore(t, { clock })
  for (let i = 0; i < 60; i++) countFailure(core, ip, `name-${i}`)
  t.throws(() => checkThrottle(core, ip, "ada"), { status: 429, message: /from your address/ })
  clock.setTimeOfDay(86_400_000)
  t.throws(() => checkThrottle(core, ip, "ada"), { name: "Refusal", status: 429 })
  clock.setTimeOfDay(-40 * 86_400_000)
  await clock.advance(31_000)
  t.doesNotThrow(() => checkThrottle(core, ip, "ada"), "and is not held up by one either")
})

t.test("a flood from everywhere at every name is slowed down for a moment", async t => {
  const { core } = await bareCore(t, { clock: manualClock() })
  forgetFailures(core, "10.9.9.9", "bob")
  for (let i = 0; i < 700; i++) countFailure(core, `10.1.${i >> 8}.${i & 255}`, `name-${i}`)
  t.throws(() => checkThrottle(core, "10.0.0.9", "ada"), {
    name: "Refusal",
    status: 429,
    detail: { headers: { "Retry-After": "5" } },
  })
  t.doesNotThrow(() => checkThrottle(core, "10.9.9.9", "bob"))
})
