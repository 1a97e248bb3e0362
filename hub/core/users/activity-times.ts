/** Reads a timestamp of activity: ISO 8601, UTC where it names no zone. */
import { MicroDate } from "../../db/micro-date.ts"
import { Refusal } from "../../plugin/errors.ts"

const aheadMs = 59 * 60_000
const iso =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** Throws a Refusal for what is no timestamp, and for one more than 59 minutes ahead of `now`. */
export function activityTime(value: unknown, now: Date): Date {
  const time = typeof value === "string" ? parse(value) : null
  if (time === null) throw new Refusal(400, `Not a valid timestamp: ${quoted(value)}`)
  if (time.getTime() - now.getTime() > aheadMs) {
    const text = time.toISOString().replace(/\.0+Z$/, "Z")
    throw new Refusal(400, `Rejecting activity from more than an hour in the future: ${text}`)
  }
  return time
}

function parse(text: string): Date | null {
  const match = iso.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match
  const millis = fraction.slice(0, 3).padEnd(3, "0")
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset(zone)}`)
  if (Number.isNaN(time.getTime()) || !isRealDay(Number(year), Number(month), Number(day))) return null
  const micros = Number(fraction.slice(3, 6).padEnd(3, "0"))
  return micros === 0 ? time : new MicroDate(time.getTime(), micros)
}

function quoted(value: unknown): string {
  const text = typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? "nothing")
  return text.slice(0, 100)
}

/** JavaScript takes February 30th for March 2nd. */
function isRealDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offset(zone: string): string {
  if (zone.toUpperCase() === "Z") return "Z"
  return zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}
