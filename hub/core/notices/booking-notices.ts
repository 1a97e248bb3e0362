/** Tells the owner of a booking by mail that it failed after all, and when there would be room: once. */
import { changeReservation, listReservations, type ReservationRow } from "../../db/reservations.ts"
import { findUserById } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { siteZone } from "../site-zone.ts"
import { hubPrefix } from "../urls.ts"
import { readAuthState } from "../users/auth-state.ts"
import { mailAddress } from "./mail-address.ts"
import { bookingNoticeText } from "./notice-text.ts"
import { mayRetry, sendMail } from "./send-mail.ts"

/** A mail that cannot be sent is tried again for so long. */
const patienceMs = 3_600_000

export async function sendBookingNotices(core: Core): Promise<void> {
  if (core.config.get("CarmeHub.mail") === null) return
  const due = await listReservations(core.db, { states: ["failed"], notice: "wanted" })
  for (const row of due) {
    // Whoever changes the row sends the mail; a hub that dies before it is sent sends none, rather than two.
    if (!(await changeReservation(core.db, row, { notice: "sending" }))) continue
    const notice = await deliver(core, row)
    await changeReservation(core.db, { ...row, version: row.version + 1 }, { notice })
  }
}

async function deliver(core: Core, row: ReservationRow): Promise<ReservationRow["notice"]> {
  const settings = core.config.get("CarmeHub.mail")
  const user = row.owner_id === null ? null : await findUserById(core.db, row.owner_id)
  // Nobody needs to know of a time that is over.
  if (settings === null || user === null || row.ends <= core.clock.now()) return "dropped"
  const state = await readAuthState(core, user)
  const address = mailAddress(user.name, user.user_info, state, core.config.get("CarmeHub.mail_domain"))
  if (address === null) {
    core.log.warn("failed to mail the owner of a booking: no address is known", { user: user.name, booking: row.name })
    return "dropped"
  }
  try {
    const origin = core.config.get("JupyterHub.public_url")
    const path = `${hubPrefix(core.config)}calendar`
    const link = origin === "" ? path : new URL(path, origin).href
    await sendMail(settings, address, bookingNoticeText(row, siteZone(core.config), link))
    core.log.info("A user was told by mail", { user: user.name, booking: row.name })
    return "sent"
  } catch (error) {
    core.log.warn("failed to mail the owner of a booking", { user: user.name, booking: row.name, cause: error })
    const young = core.clock.now().getTime() - row.changed_at.getTime() < patienceMs
    return mayRetry(error) && young ? "wanted" : "dropped"
  }
}
