/** The owner of a booking that failed is told by mail, over real SMTP: once, and not of what is over. */
import t from "tap"
import { sendBookingNotices } from "../../../hub/core/notices/booking-notices.ts"
import { insertReservation, listReservations } from "../../../hub/db/reservations.ts"
import { manualClock } from "../../support/clock.ts"
import { testCore } from "../../support/core.ts"
import { noon } from "../../support/rows.ts"
import { mailServer } from "../../support/smtp.ts"

const hour = 3_600_000

t.test("once, however many look, with the reason; never of what is over", async t => {
  const server = await mailServer(t)
  const clock = manualClock(noon)
  const mail = { host: "127.0.0.1", port: server.port, from_: "The hub <hub@example.org>" }
  const { core, user } = await testCore(t, { clock, settings: { CarmeHub: { mail, mail_domain: "example.org" } } })
  const alice = await user("alice")
  const failed = async (name: string, hours: number) => {
    const { id } = await insertReservation(core.db, {
      ...{ name, owner_id: alice.id, owner_name: "alice", queue: "large", partition: "large", unit: "nodes" },
      ...{ nodes: ["n1"], gpus: 2, gpu_type: null, users: [], group_name: null, time_zone: "UTC", note: "" },
      starts: new Date(noon.getTime() + (hours - 2) * hour),
      ends: new Date(noon.getTime() + hours * hour),
      ...{ state: "failed", message: "Requested nodes are busy. Free would be\r\nBcc: x@y tomorrow." },
      ...{ made_at: null, approved_by: "alice", approved_at: noon },
      ...{ created_by: "alice", created_at: noon, changed_by: "alice", changed_at: noon },
    })
    await core.db.q("carme_reservations").where({ id }).update({ notice: "wanted" })
  }
  await failed("carme-1", 5)
  await failed("carme-2", -1)
  await Promise.all([sendBookingNotices(core), sendBookingNotices(core), sendBookingNotices(core)])
  await sendBookingNotices(core)
  t.equal(server.mails.length, 1)
  t.same(server.mails[0]?.to, ["alice@example.org"])
  // Quoted-printable breaks lines where it likes.
  const data = server.mails[0]?.data.replace(/=\r?\n/g, "") ?? ""
  t.match(data, /^Subject: Your booking failed$/m)
  t.match(data, /large, Mon 23 Nov 15:00 to Mon 23 Nov 17:00/)
  t.match(data, /busy\. Free would be Bcc: x@y tomorrow/, "in one line: no header can come of it")
  t.match(data, /\/hub\/calendar/)
  t.same((await listReservations(core.db)).map(row => row.notice).sort(), ["dropped", "sent"])
})
