/** Whether somebody has to say yes to a booking in this queue. */
import type { ReservationSettings } from "../../config/carme/reservations.ts"

export function needsApproval({ approval }: Pick<ReservationSettings, "approval">, queue: string): boolean {
  return typeof approval === "boolean" ? approval : approval.includes(queue)
}
