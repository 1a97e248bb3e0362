/** Times in columns: naive UTC text `YYYY-MM-DD HH:MM:SS.ffffff`, six digits always, as SQLAlchemy writes and expects it. */
import { MicroDate } from "./micro-date.ts"

export function toColumn(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "").padEnd(26, "0")
}

export function toColumnOrNull(time: Date | null): string | null {
  return time === null ? null : toColumn(time)
}

/** All drivers hand times over as text. */
export function fromColumn(value: unknown): Date {
  const text = String(value)
  const [whole = "", fraction = ""] = text.split(".")
  const time = new Date(`${whole.replace(" ", "T")}.${fraction.slice(0, 3).padEnd(3, "0")}Z`)
  const micros = Number(fraction.slice(3, 6).padEnd(3, "0"))
  return micros === 0 ? time : new MicroDate(time.getTime(), micros)
}

export function fromColumnOrNull(value: unknown): Date | null {
  return value === null || value === undefined ? null : fromColumn(value)
}
