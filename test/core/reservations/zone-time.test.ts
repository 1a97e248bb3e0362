import t from "tap"
import { instantOf, knownZone, timeText } from "../../../hub/core/reservations/zone-time.ts"

const berlin = "Europe/Berlin"

t.test("the clock on the wall, summer and winter", async t => {
  t.equal(instantOf("2026-07-01T10:00", berlin).toISOString(), "2026-07-01T08:00:00.000Z")
  t.equal(instantOf("2026-12-01T10:00", berlin).toISOString(), "2026-12-01T09:00:00.000Z")
  t.equal(
    instantOf("2026-12-01T10:00Z", berlin).toISOString(),
    "2026-12-01T10:00:00.000Z",
    "an offset of its own holds",
  )
  t.equal(instantOf("2026-12-01T10:00:00+05:30", berlin).toISOString(), "2026-12-01T04:30:00.000Z")
  t.throws(() => instantOf("+012345-12-01T10:00Z", berlin), { status: 400, message: /is no time/ })
})

t.test("in March a day has 23 hours, and an hour is not there", async t => {
  const hours = (from: string, to: string) =>
    (instantOf(to, berlin).getTime() - instantOf(from, berlin).getTime()) / 3_600_000
  t.equal(hours("2026-03-28T12:00", "2026-03-29T12:00"), 23)
  t.equal(hours("2026-03-29T01:00", "2026-03-29T03:00"), 1)
  t.throws(() => instantOf("2026-03-29T02:30", berlin), {
    status: 400,
    message: /There is no 2026-03-29 02:30 in Europe\/Berlin: the clocks are put forward/,
    detail: { allowed: "2026-03-29T03:30" },
  })
  t.equal(instantOf("2026-03-29T02:30", "UTC").toISOString(), "2026-03-29T02:30:00.000Z")
})

t.test("in October a day has 25 hours, and an hour is there twice", async t => {
  const hours = (from: string, to: string) =>
    (instantOf(to, berlin).getTime() - instantOf(from, berlin).getTime()) / 3_600_000
  t.equal(hours("2026-10-24T12:00", "2026-10-25T12:00"), 25)
  t.equal(instantOf("2026-10-25T02:30", berlin).toISOString(), "2026-10-25T00:30:00.000Z", "the first")
  t.equal(
    instantOf("2026-10-25T02:30+01:00", berlin).toISOString(),
    "2026-10-25T01:30:00.000Z",
    "or the second by name",
  )
})

t.test("what is no time or zone", async t => {
  for (const text of ["", "tomorrow", "2026-13-01T00:00", "2026-02-30T10:00"])
    t.throws(() => instantOf(text, berlin), { message: /is no time/ }, text)
  t.throws(() => knownZone("Mars/Olympus"), { status: 400, message: /no time zone Mars/ })
  t.equal(knownZone("America/St_Johns"), "America/St_Johns")
})

t.test("for a sentence", async t => {
  const time = new Date("2026-10-25T01:30:00Z")
  t.equal(timeText(time, berlin), "Sun 25 Oct 02:30 (Europe/Berlin)")
  t.equal(timeText(time, "UTC", true), "Sun 25 Oct 01:30")
})
