// Times between UTC, as the API has them, and the clock on the wall of a time zone, as the calendar shows them.
import { DateTime } from "../../components/luxon/build/es6/luxon.mjs"

const field = "yyyy-MM-dd'T'HH:mm"

/** `2026-03-29T10:00`, for the calendar and for datetime-local. */
export function wall(iso, zone) {
  return DateTime.fromISO(iso, { zone }).toFormat(field)
}

/** The wall time of a Date in whose local fields the calendar keeps it. */
export function fieldsOf(date) {
  return DateTime.fromObject(
    {
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: date.getHours(),
      minute: date.getMinutes(),
    },
    { zone: "UTC" },
  ).toFormat(field)
}

/** The instant, as the API takes it. */
export function instant(text, zone) {
  return DateTime.fromISO(text, { zone }).toUTC().toISO({ suppressMilliseconds: true })
}

/** `Mon 30 Nov 14:00 – 16:00`, with the second day where it is another. */
export function span(starts, ends, zone) {
  const [from, to] = [starts, ends].map(iso => DateTime.fromISO(iso, { zone }).setLocale("en-GB"))
  const day = from.hasSame(to, "day") ? "HH:mm" : "ccc d LLL HH:mm"
  return `${from.toFormat("ccc d LLL HH:mm")} – ${to.toFormat(day)}`
}

/** The next full hour, moved by some. */
export function hourFromNow(hours, zone) {
  return DateTime.now().setZone(zone).startOf("hour").plus({ hours }).toFormat(field)
}
