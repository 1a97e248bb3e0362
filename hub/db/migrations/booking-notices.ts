/** Whether the owner of a booking that failed is told by mail, and was. */
import type { Queryable } from "../db.ts"

export async function addBookingNotice(db: Queryable): Promise<void> {
  await db.q.raw("ALTER TABLE carme_reservations ADD COLUMN notice varchar(16)")
}

export async function dropBookingNotice(db: Queryable): Promise<void> {
  await db.q.raw("ALTER TABLE carme_reservations DROP COLUMN notice")
}
