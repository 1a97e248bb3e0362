/** The windows that quotas count in: days, weeks from Monday and months of the site's time zone. Pure. */
import type { DateTime } from "luxon"
import type { Span } from "../../db/gpu-time.ts"
import { fitsColumn } from "../../db/times.ts"
import { luxon } from "../luxon.ts"

export const windowKinds = ["day", "week", "month"] as const
export type WindowKind = (typeof windowKinds)[number]

/** The zone's name; the empty string is that of the machine. */
export function zoneName(zone: string): string {
  return zone === "" ? new Intl.DateTimeFormat().resolvedOptions().timeZone : zone
}

/** The window in which `at` lies. */
export function windowAt(kind: WindowKind, at: Date, zone: string): Span {
  return spanOf(startOf(kind, at, zone), kind)
}

/** The windows that a time touches, in order, at most `most`; the first is the one in which it begins. */
export function windowsTouched(kind: WindowKind, span: Span, zone: string, most = 62): readonly Span[] {
  const found: Span[] = []
  let start = startOf(kind, new Date(span.from * 1000), zone)
  do {
    const window = spanOf(start, kind)
    found.push(window)
    start = following(start, kind)
    if (window.to >= span.to) break
  } while (found.length < most)
  return found
}

/** The day of a time as `2026-11-27`. */
export function dayName(at: Date, zone: string): string {
  return (
    luxon()
      .DateTime.fromJSDate(at, { zone: zoneName(zone) })
      .toISODate() ?? ""
  )
}

/** A time for people, with its zone: `Sat 28 Nov 2026 00:00 (Europe/Berlin)`. */
export function timeInZone(at: Date, zone: string): string {
  const name = zoneName(zone)
  const time = luxon().DateTime.fromJSDate(at, { zone: name }).setLocale("en-GB")
  return `${time.toFormat("ccc d LLL yyyy HH:mm")} (${name})`
}

/** A date (`2026-11-27`, its midnight in the zone) or a time with or without an offset; null is none of these. */
export function parseTime(text: string, zone: string): Date | null {
  const time = luxon().DateTime.fromISO(text, { zone: zoneName(zone) })
  // With a year beyond those of the database it is none, either.
  return time.isValid && fitsColumn(time.toJSDate()) ? time.toJSDate() : null
}

function startOf(kind: WindowKind, at: Date, zone: string): DateTime {
  return luxon()
    .DateTime.fromJSDate(at, { zone: zoneName(zone) })
    .startOf(kind)
}

/** Where clocks go forward at midnight, a day begins later than at 0:00: it is looked up, not added up. */
function following(start: DateTime, kind: WindowKind): DateTime {
  return start.plus({ [kind]: 1 }).startOf(kind)
}

function spanOf(start: DateTime, kind: WindowKind): Span {
  return { from: start.toSeconds(), to: following(start, kind).toSeconds() }
}
