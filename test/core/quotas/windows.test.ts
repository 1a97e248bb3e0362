/** Windows of quotas: where they begin and end, also where the clocks change. */
import t from "tap"
import {
  dayName,
  parseTime,
  timeInZone,
  type WindowKind,
  windowAt,
  windowsTouched,
  zoneName,
} from "../../../hub/core/quotas/windows.ts"

const berlin = "Europe/Berlin"
const at = (text: string) => new Date(text)
const ends = (kind: WindowKind, text: string, zone: string) => {
  const { from, to } = windowAt(kind, at(text), zone)
  return [new Date(from * 1000).toISOString().slice(0, 16), new Date(to * 1000).toISOString().slice(0, 16)]
}

t.test("days, weeks from Monday, months, by the site's clock", async t => {
  t.same(ends("day", "2026-11-27T22:59:00Z", berlin), ["2026-11-26T23:00", "2026-11-27T23:00"])
  t.same(
    ends("day", "2026-11-27T23:00:00Z", berlin),
    ["2026-11-27T23:00", "2026-11-28T23:00"],
    "midnight is the next day",
  )
  t.same(ends("week", "2026-11-29T22:59:59Z", berlin), ["2026-11-22T23:00", "2026-11-29T23:00"], "Sunday ends the week")
  t.same(ends("month", "2026-11-30T23:30:00Z", berlin), ["2026-11-30T23:00", "2026-12-31T23:00"])
  t.same(ends("day", "2026-11-27T20:00:00Z", "UTC"), ["2026-11-27T00:00", "2026-11-28T00:00"])
})

t.test("days on which the clocks change have 23 and 25 hours", async t => {
  t.same(ends("day", "2026-03-29T12:00:00Z", berlin), ["2026-03-28T23:00", "2026-03-29T22:00"])
  t.same(ends("day", "2026-10-25T12:00:00Z", berlin), ["2026-10-24T22:00", "2026-10-25T23:00"])
  t.same(ends("month", "2026-03-15T12:00:00Z", berlin), ["2026-02-28T23:00", "2026-03-31T22:00"])
  // In Cairo the clocks go from 0:00 to 1:00: the day begins at 1:00, and the one before ends there.
  t.same(ends("day", "2026-04-24T12:00:00Z", "Africa/Cairo"), ["2026-04-23T22:00", "2026-04-24T21:00"])
  t.same(ends("day", "2026-04-23T12:00:00Z", "Africa/Cairo"), ["2026-04-22T22:00", "2026-04-23T22:00"])
})

t.test("the windows that a job touches join without a gap", async t => {
  const span = { from: at("2026-10-24T12:00:00Z").getTime() / 1000, to: at("2026-10-26T23:00:00Z").getTime() / 1000 }
  const days = windowsTouched("day", span, berlin)
  t.equal(days.length, 3, "the end of a window is not in it")
  t.same(
    days.slice(1).map(day => day.from),
    days.slice(0, -1).map(day => day.to),
  )
  t.equal(windowsTouched("month", span, berlin).length, 1)
  t.equal(windowsTouched("day", { from: span.from, to: span.from + 1e9 }, berlin).length, 62, "there is an end to it")
  t.equal(windowsTouched("day", { from: span.from, to: span.from }, berlin).length, 1)
})

t.test("times in words, and read", async t => {
  t.equal(timeInZone(at("2026-11-27T23:00:00Z"), berlin), "Sat 28 Nov 2026 00:00 (Europe/Berlin)")
  t.equal(dayName(at("2026-11-27T23:00:00Z"), berlin), "2026-11-28")
  t.same(parseTime("2026-11-28", berlin), at("2026-11-27T23:00:00Z"))
  t.same(parseTime("2026-11-28T01:00:00Z", berlin), at("2026-11-28T01:00:00Z"))
  t.same(parseTime("2026-11-28T01:00", berlin), at("2026-11-28T00:00:00Z"))
  for (const none of ["yesterday", "+012345-01-01", "0000-01-01"]) t.equal(parseTime(none, berlin), null, none)
  t.equal(zoneName(berlin), berlin)
  t.match(zoneName(""), /\w/, "the machine has a zone")
})
