/** Times in columns: naive UTC text `YYYY-MM-DD HH:MM:SS.ffffff`, six digits always, as SQLAlchemy writes and expects it. */
import { Refusal } from "../plugin/errors.ts"
import { MicroDate } from "./micro-date.ts"

/** Throws Refusal 400 for a time that not every database has, or that is none: only a request can have brought it. */
export function toColumn(time: Date): string {
  if (!fitsColumn(time)) throw new Refusal(400, "A time has to lie in the years 1000 to 9999", { code: "bad-input" })
  return time.toISOString().replace("T", " ").replace("Z", "").padEnd(26, "0")
}

/** Whether every database has the time: MySQL begins with the year 1000, and no column has a year of five digits. */
export function fitsColumn(time: Date): boolean {
  const year = time.getUTCFullYear()
  return year >= 1000 && year <= 9999
}

export function toColumnOrNull(time: Date | null): string | null {
  return time === null ? null : toColumn(time)
}

/** All drivers hand times over as text. */
export function fromColumn(value: unknown): Date {
  const text = String(value)
  // As either hub writes it: six digits after the second.
  if (text.length === 26) return timeOf(text.slice(0, 10), text.slice(11, 23), Number(text.slice(23)))
  const [whole = "", fraction = ""] = text.split(".")
  const millis = fraction.slice(0, 3).padEnd(3, "0")
  return timeOf(whole.slice(0, 10), `${whole.slice(11)}.${millis}`, Number(fraction.slice(3, 6).padEnd(3, "0")))
}

function timeOf(day: string, time: string, micros: number): Date {
  const milliseconds = Date.parse(`${day}T${time}Z`)
  return micros === 0 ? new Date(milliseconds) : new MicroDate(milliseconds, micros)
}

export function fromColumnOrNull(value: unknown): Date | null {
  return value === null || value === undefined ? null : fromColumn(value)
}
