/** A booking that Slurm cannot have yet: what its owner is told, and until when it is tried. */
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { type Calendar, never } from "./bookable.ts"
import type { Window } from "./room.ts"
import { timeText } from "./zone-time.ts"

/** So long after its begin a booking is still of use, unless it is over by then. */
const lateMs = 15 * 60_000
const leastMs = 5 * 60_000
const again = ". Slurm is asked again until "

/** When it is tried for the last time. */
export function lastTry({ starts, ends }: Window): Date {
  return new Date(Math.min(starts.getTime() + lateMs, ends.getTime() - leastMs))
}

/** `why` is a sentence without its full stop. */
export function waitText(core: Core, window: Window, why: string): string {
  const until = timeText(lastTry(window), siteZone(core.config))
  return `${why}${again}${until}; other nodes are taken if they come free.`
}

/** The reason in what waitText made of it. */
export function whyOf(message: string): string {
  return message.split(again)[0] ?? message
}

/** Jobs may run where the booking is to be, beyond its begin. */
export function overlapText(core: Core, { settings }: Calendar, window: Window, until: Date): string {
  const zone = siteZone(core.config)
  const jobs =
    until >= never ? "Jobs without a time limit run there" : `Jobs may run there until ${timeText(until, zone)}`
  return settings.overlapJobs === "wait" ? waitText(core, window, jobs) : `${jobs}: what you start waits for their end.`
}
