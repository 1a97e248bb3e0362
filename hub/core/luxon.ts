/** Calendars and time zones (luxon), read when they are first asked for: a hub without bookings and weekly limits does without. */
import { createRequire } from "node:module"

type Luxon = typeof import("luxon")

export function luxon(): Luxon {
  read ??= createRequire(import.meta.url)("luxon") as Luxon
  return read
}

let read: Luxon | undefined
