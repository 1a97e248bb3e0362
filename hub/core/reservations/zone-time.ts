/** Times as people write them: with an offset, or as the clock on the wall of a time zone shows them. */
import type { DateTime } from "luxon"
import { fitsColumn } from "../../db/times.ts"
import { Refusal } from "../../plugin/errors.ts"
import { luxon } from "../luxon.ts"

/**
 * `2026-03-29T10:00`, by the clock of `zone`, or with an offset of its own (`Z`, `+02:00`). An hour that the clock shows
 * twice in autumn is the first of the two; with an offset either can be named. Throws a Refusal for one that it skips.
 */
export function instantOf(text: string, zone: string): Date {
  const parsed = luxon().DateTime.fromISO(text, { zone })
  if (!parsed.isValid || !fitsColumn(parsed.toJSDate()))
    throw new Refusal(400, `${shown(text)} is no time. Write it like 2026-11-30T14:00.`, bad)
  if (hasOffset(text)) return parsed.toJSDate()
  const time = earliest(parsed)
  if (time.toFormat(minute) === luxon().DateTime.fromISO(text, { zone: "UTC" }).toFormat(minute)) return time.toJSDate()
  throw new Refusal(
    400,
    `There is no ${shown(text.replace("T", " "))} in ${zone}: the clocks are put forward over it. The next time that there is, is ${time.toFormat("yyyy-MM-dd HH:mm")}.`,
    { ...bad, allowed: time.toFormat("yyyy-MM-dd'T'HH:mm") },
  )
}

/** The name of a zone that is there. Throws a Refusal. */
export function knownZone(name: string): string {
  if (luxon().IANAZone.isValidZone(name)) return name
  throw new Refusal(400, `There is no time zone ${shown(name)}. Use a name such as Europe/Berlin.`, bad)
}

/** For a sentence: `Mon 30 Nov 14:00 (Europe/Berlin)`, without the zone where `short`. */
export function timeText(time: Date, zone: string, short = false): string {
  const text = luxon().DateTime.fromJSDate(time, { zone }).setLocale("en-GB").toFormat("ccc d LLL HH:mm")
  return short ? text : `${text} (${zone})`
}

/** Which of the two it takes by itself is, for luxon, a matter of today's season. */
function earliest(time: DateTime): DateTime {
  return time.getPossibleOffsets().toSorted((a, b) => a.toMillis() - b.toMillis())[0] ?? time
}

const minute = "yyyy-MM-dd'T'HH:mm"
const bad = { code: "bad-input" }

function hasOffset(text: string): boolean {
  return /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(text.slice(text.indexOf("T")))
}

function shown(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").slice(0, 60)
}
