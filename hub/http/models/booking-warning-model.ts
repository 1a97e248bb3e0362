/** The warning that bookings of others are in the way of a start, as the API shows it. */
import { z } from "zod"
import type { BookingWarning } from "../../core/queues/booking-warning.ts"
import { isoTime } from "../iso-time.ts"

export const bookingSchema = z.strictObject({
  message: z.string(),
  starts: z.string(),
  ends: z.string(),
  /** The longest session that would end before the booking; 0 where none would. */
  allowed_minutes: z.number(),
})

export function bookingModel({ message, starts, ends, allowedMinutes }: BookingWarning): z.infer<typeof bookingSchema> {
  return { message, starts: isoTime(starts), ends: isoTime(ends), allowed_minutes: allowedMinutes }
}
